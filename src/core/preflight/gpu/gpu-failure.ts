import { isKept } from "./gpu-bus.ts";
import type { BusSeen } from "./gpu-bus.ts";
import type { GpuError, GpuErrorCode } from "./gpu-report.ts";
import type { ProcessResult } from "../../../world/processes/processes.ts";

/** Why `nvidia-smi` showed no card, from how it ended, what it said, and what the computer says of its cards. */
export function gpuFailure(result: ProcessResult, bus: BusSeen): GpuError {
  return explained(failureOf(result), result, bus);
}

function failureOf(result: ProcessResult): GpuError {
  switch (result.kind) {
    case "not-found":
      return gpuError("driver-missing", "nvidia-smi is not installed, so there is no NVIDIA driver");
    case "not-permitted":
      return gpuError("not-permitted", "nvidia-smi may not be run by this user");
    case "timed-out":
    case "aborted":
      return gpuError("hanging", "nvidia-smi did not answer in time");
    case "endless":
      return gpuError("unreadable", "nvidia-smi answered without an end");
    case "killed":
      return gpuError("unreadable", `nvidia-smi was ended by ${result.signal}`);
    case "exited":
      return failureSaid(`${result.stdout}\n${result.stderr}`.trim(), result.exitCode);
  }
}

interface Saying {
  readonly pattern: RegExp;
  /** Of its manual, where it has lost its words. */
  readonly exitCode?: number;
  readonly code: GpuErrorCode;
  /** Where the code's own is not what helps. */
  readonly fix?: string;
}

/** Words of nvidia-smi and of NVML. First match counts. */
const sayings: readonly Saying[] = [
  { pattern: /version mismatch/i, exitCode: 18, code: "nvml-mismatch" },
  {
    pattern: /couldn't find libnvidia-ml|libnvidia-ml.*not found|shared library (?:was )?not found/i,
    exitCode: 12,
    code: "driver-missing",
  },
  { pattern: /no devices were found|no devices found/i, exitCode: 6, code: "no-devices" },
  {
    pattern: /couldn't communicate with the nvidia driver|driver (?:is )?not loaded/i,
    exitCode: 9,
    code: "driver-not-loaded",
  },
  { pattern: /external power|power cable/i, exitCode: 8, code: "power" },
  // NVML opens the devices when it begins: this is what it says of one that the kernel does not let it open.
  {
    pattern: /initialize nvml: unknown error/i,
    code: "not-permitted",
    fix: 'this process may not reach the devices of the cards (/dev/nvidia*): where it runs in a container, restart the container, and keep the host from taking its devices away: "exec-opts": ["native.cgroupdriver=cgroupfs"] in the host\'s /etc/docker/daemon.json; else see ls -l /dev/nvidia* and what the control group (cgroup) of this session allows',
  },
  {
    pattern: /gpu is lost|unable to determine the device handle|requires? (?:a )?reset|fallen off the bus/i,
    exitCode: 15,
    code: "gpu-lost",
  },
  { pattern: /permission|blocked by the operating system/i, exitCode: 4, code: "not-permitted" },
  {
    pattern: /interrupt (?:request )?issue/i,
    exitCode: 10,
    code: "unreadable",
    fix: "the kernel does not get a card's interrupts: see sudo dmesg | grep -i nvrm, update the firmware (BIOS) of the computer, and restart",
  },
];

function failureSaid(said: string, exitCode: number): GpuError {
  const saying =
    sayings.find(({ pattern }) => pattern.test(said)) ??
    sayings.find((one) => one.exitCode !== undefined && one.exitCode === exitCode);
  const quoted = said === "" ? `nothing (exit ${exitCode})` : `"${firstWords(said)}"`;
  const error = gpuError(saying?.code ?? "unreadable", `nvidia-smi said ${quoted}`);
  return saying?.fix === undefined ? error : { ...error, fix: saying.fix };
}

const ofDriver: ReadonlySet<GpuErrorCode> = new Set(["driver-missing", "driver-not-loaded", "no-devices"]);

/** What nvidia-smi complains of is often not the cause: no card at all, one that is given away, a driver of Windows. */
function explained(error: GpuError, result: ProcessResult, bus: BusSeen): GpuError {
  const { code } = error;
  if (bus.wsl && (ofDriver.has(code) || code === "nvml-mismatch")) return { ...error, fix: windowsDriver };
  if (!ofDriver.has(code) || bus.cards === undefined) return error;
  if (bus.cards.length === 0) return noCardAtAll(result.kind === "not-found", bus.others);
  if (bus.cards.every(isKept)) return keptAway(error, bus.cards[0]?.driver ?? "");
  if (bus.cards.some(({ driver }) => driver === "nouveau")) return { ...error, fix: nouveau };
  if (code !== "driver-not-loaded" || bus.secureBoot === undefined) return error;
  return { ...error, fix: bus.secureBoot ? `${secureBoot}; else ${loadDriver}` : loadDriver };
}

/** There is none to install inside: NVIDIA's for Linux would break what Windows lends. */
const windowsDriver =
  "the driver under WSL is Windows': install or update the NVIDIA driver in Windows, and none inside WSL; then, in PowerShell: wsl --shutdown";

/** Without a card, installing a driver is no advice. */
function noCardAtAll(withoutProgram: boolean, others: readonly string[]): GpuError {
  const graphics = others.length === 0 ? "" : ` (its graphics are ${others.join(" and ")}'s)`;
  return {
    code: withoutProgram ? "driver-missing" : "no-devices",
    message: withoutProgram
      ? `this machine has no NVIDIA card${graphics}, and no nvidia-smi`
      : `this machine has no NVIDIA card${graphics}: none is on its PCI bus`,
    fix: "use a machine with an NVIDIA card; of a virtual machine, give it one",
  };
}

function keptAway(error: GpuError, driver: string): GpuError {
  return {
    ...error,
    message: `every NVIDIA card is kept for virtual machines (${driver}): ${error.message}`,
    fix: `run this in the machine that has the card, or take it back: remove its ids from the options of ${driver} (/etc/modprobe.d, the kernel's command line) and restart`,
  };
}

const nouveau =
  "the driver nouveau holds the card, which cannot compute: install NVIDIA's (Debian, Ubuntu: sudo apt install nvidia-driver), which shuts nouveau out, and restart";

const loadDriver =
  "load the driver: sudo modprobe nvidia; if that fails, rebuild it for this kernel (sudo dkms autoinstall) and restart";

const secureBoot =
  "Secure Boot is on, so the driver's key must be enrolled: sudo mokutil --import /var/lib/shim-signed/mok/MOK.der (Ubuntu; Debian: /var/lib/dkms/mok.pub), restart and confirm it there";

/** The first line, and the second where the first only says that something failed; never pages of nonsense. */
function firstWords(said: string): string {
  const printable = said.replaceAll(/[^\P{C}\n]/gu, "");
  const text = printable.split("\n").slice(0, 2).join(" ").trim();
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

export function gpuError(code: GpuErrorCode, message: string): GpuError {
  return { code, message, fix: fixes[code] };
}

const fixes: Readonly<Record<GpuErrorCode, string>> = {
  "driver-missing": "install the NVIDIA driver and restart (Debian, Ubuntu: sudo apt install nvidia-driver)",
  "driver-not-loaded": `${loadDriver}; under Secure Boot its key must be enrolled (mokutil --sb-state)`,
  "nvml-mismatch":
    "the driver was upgraded while the old one runs: restart the computer (sudo reboot), or with nothing on the GPU: sudo rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia && sudo modprobe nvidia",
  "no-devices":
    "check that the card is seated and powered: lspci | grep -i nvidia; then sudo dmesg | grep -i nvrm",
  "gpu-lost":
    "a card fell off the bus: see sudo dmesg | grep -i xid, then restart the computer (sudo reboot)",
  power:
    "switch the computer off and push in every power cable of the card, one cable a plug; if it stays, its power supply is too weak",
  "not-permitted":
    "see who may use the card: ls -l /dev/nvidia*; in a virtual machine or WSL, update the host's driver",
  hanging:
    "run nvidia-smi by hand; if it hangs too, see sudo dmesg | grep -i nvrm and restart; if it is only slow: sudo nvidia-smi -pm 1",
  unreadable: "run nvidia-smi by hand and read what it says",
  "mig-enabled": "turn MIG off with nothing on the card: sudo nvidia-smi -mig 0",
};
