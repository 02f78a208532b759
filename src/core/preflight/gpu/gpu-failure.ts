import type { GpuError, GpuErrorCode } from "./gpu-report.ts";
import type { Files } from "../../../world/files/files.ts";
import type { ProcessResult } from "../../../world/processes/processes.ts";

/** Why `nvidia-smi` showed no card, from how it ended and what it said. */
export function gpuFailure(result: ProcessResult): GpuError {
  switch (result.kind) {
    case "not-found":
      return gpuError("driver-missing", "nvidia-smi is not installed, so there is no NVIDIA driver");
    case "not-permitted":
      return gpuError("not-permitted", "nvidia-smi may not be run by this user");
    case "timed-out":
    case "aborted":
      return gpuError("hanging", "nvidia-smi did not answer in time");
    case "killed":
      return gpuError("unreadable", `nvidia-smi was ended by ${result.signal}`);
    case "exited":
      return failureSaid(`${result.stdout}\n${result.stderr}`.trim(), result.exitCode);
  }
}

/** Words of nvidia-smi, with the exit codes of its manual where it has lost its words. First match counts. */
const sayings: readonly (readonly [pattern: RegExp, exitCode: number | undefined, code: GpuErrorCode])[] = [
  [/driver\/library version mismatch/i, 18, "nvml-mismatch"],
  [/couldn't find libnvidia-ml|libnvidia-ml.*not found/i, 12, "driver-missing"],
  [/no devices were found|no devices found/i, 6, "no-devices"],
  [/couldn't communicate with the nvidia driver|driver not loaded/i, 9, "driver-not-loaded"],
  [/gpu is lost|unable to determine the device handle|requires reset/i, 15, "gpu-lost"],
  [/insufficient permissions|blocked by the operating system/i, 4, "not-permitted"],
];

function failureSaid(said: string, exitCode: number): GpuError {
  const saying =
    sayings.find(([pattern]) => pattern.test(said)) ?? sayings.find(([, code]) => code === exitCode);
  const quoted = said === "" ? `nothing (exit ${exitCode})` : `"${firstWords(said)}"`;
  return gpuError(saying?.[2] ?? "unreadable", `nvidia-smi said ${quoted}`);
}

/** The first line, and the second where the first only says that something failed; never pages of nonsense. */
function firstWords(said: string): string {
  const printable = said.replaceAll(/[^\P{C}\n]/gu, "");
  const text = printable.split("\n").slice(0, 2).join(" ").trim();
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

/** Without a card, installing a driver is no advice. */
export function noCardAtAll(): GpuError {
  return {
    code: "driver-missing",
    message: "this machine has no NVIDIA card, and no nvidia-smi",
    fix: "use a machine with an NVIDIA card",
  };
}

export function gpuError(code: GpuErrorCode, message: string): GpuError {
  return { code, message, fix: fixes[code] };
}

const fixes: Readonly<Record<GpuErrorCode, string>> = {
  "driver-missing": "install the NVIDIA driver and restart (Debian, Ubuntu: sudo apt install nvidia-driver)",
  "driver-not-loaded":
    "load the driver: sudo modprobe nvidia; if that fails, rebuild it for this kernel (sudo dkms autoinstall) and restart; under Secure Boot its key must be enrolled (mokutil --sb-state)",
  "nvml-mismatch":
    "the driver was upgraded while the old one runs: restart the computer (sudo reboot), or with nothing on the GPU: sudo rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia && sudo modprobe nvidia",
  "no-devices":
    "check that the card is seated and powered: lspci | grep -i nvidia; then sudo dmesg | grep -i nvrm",
  "gpu-lost":
    "a card fell off the bus: see sudo dmesg | grep -i xid, then restart the computer (sudo reboot)",
  "not-permitted":
    "see who may use the card: ls -l /dev/nvidia*; in a virtual machine or WSL, update the host's driver",
  hanging:
    "run nvidia-smi by hand; if it hangs too, see sudo dmesg | grep -i nvrm and restart; if it is only slow: sudo nvidia-smi -pm 1",
  unreadable: "run nvidia-smi by hand and read what it says",
  "mig-enabled": "turn MIG off with nothing on the card: sudo nvidia-smi -mig 0",
};

const devices = "/sys/bus/pci/devices";
const nvidia = "0x10de";

/** Whether an NVIDIA card is plugged in; undefined where the system does not tell (WSL, other systems). */
export async function hasNvidiaCard(files: Files): Promise<boolean | undefined> {
  const names = await files.list(devices);
  if (names.length === 0) return undefined;
  const vendors = await Promise.all(names.map(async (name) => files.read(`${devices}/${name}/vendor`)));
  return vendors.some((vendor) => vendor.kind === "text" && vendor.text.trim() === nvidia);
}
