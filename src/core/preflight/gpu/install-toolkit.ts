import type { Finding } from "../check.ts";
import { runAsRoot } from "../fixes/fix-command.ts";
import type { Fix } from "../fixes/fixes.ts";

type Command = readonly [command: string, ...args: string[]];

const keyring = "/usr/share/keyrings/nvidia-container-toolkit-keyring.gpg";
const source = "https://nvidia.github.io/libnvidia-container";
const list = "/etc/apt/sources.list.d/nvidia-container-toolkit.list";

/** A package mirror, once. */
const longestMs = 15 * 60_000;

/**
 * Installs the NVIDIA Container Toolkit as NVIDIA describes it for Debian and Ubuntu, and tells the engine of it. The
 * engine takes that up when it is restarted: done only where nothing runs that would be cut off.
 */
export function installToolkit(finding: Finding, mayRestart: boolean): readonly Fix[] {
  if (finding.id !== "gpu.toolkit-missing") return [];
  const commands: readonly Command[] = [
    ["sh", "-c", `curl -fsSL ${source}/gpgkey | gpg --dearmor --yes -o ${keyring}`],
    [
      "sh",
      "-c",
      `curl -fsSL ${source}/stable/deb/nvidia-container-toolkit.list | sed 's#deb https://#deb [signed-by=${keyring}] https://#' > ${list}`,
    ],
    ["apt-get", "-q", "update"],
    ["apt-get", "-q", "-y", "install", "nvidia-container-toolkit"],
    ["nvidia-ctk", "runtime", "configure", "--runtime=docker"],
    ...(mayRestart ? ([["systemctl", "restart", "docker"]] as const) : []),
  ];
  const left = mayRestart
    ? []
    : ["then, by you, as it stops running containers: sudo systemctl restart docker"];
  return [
    {
      id: "install-toolkit",
      title: "install the NVIDIA Container Toolkit and configure Docker for it",
      preview: [...commands.map((words) => `sudo ${words.join(" ")}`), ...left],
      undo: `sudo apt-get remove nvidia-container-toolkit; sudo rm ${list} ${keyring}`,
      finding,
      apply: async (world, signal) => runAsRoot(world, commands, signal, longestMs),
    },
  ];
}
