import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import type { EngineObserver } from "../engine/observe-engine.ts";
import { dataOf } from "../finding-data.ts";
import { fail, pass, skip, warn } from "../finding.ts";
import type { FindingData } from "../finding.ts";
import { rootScript, runAsRoot } from "../fixes/fixes.ts";
import type { Command, Fix, FixAnswer } from "../fixes/fixes.ts";
import { isAtLeast, parseVersion } from "../version.ts";
import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import type { World } from "../../../world/world.ts";

interface ToolkitObservation {
  readonly engine: EngineAnswer<EngineInfo>;
  /** The program the engine calls for `driver: nvidia`; it looks for it when it starts. */
  readonly hook: boolean;
  readonly cli: boolean;
  /** Device descriptions that name NVIDIA cards. */
  readonly cdiFiles: readonly string[];
}

/** How a service asks for a card: `driver: nvidia`, `runtime: nvidia`, or a device by name (CDI). */
export type GpuWay = "driver" | "runtime" | "cdi";

/** Can the engine give a container a GPU in each of these ways? */
export function gpuToolkitCheck(observeEngine: EngineObserver, ways: readonly GpuWay[] = ["driver"]): Check {
  return check({
    name: "gpu-toolkit",
    observe: async (world, signal) => observeToolkit(world, await observeEngine(world, signal)),
    judge: (seen) => judgeToolkit(seen, ways),
  });
}

async function observeToolkit(world: World, engine: EngineAnswer<EngineInfo>): Promise<ToolkitObservation> {
  const folders = engine.kind === "ok" ? engine.value.cdiDirectories : [];
  const [hook, cli, ...listed] = await Promise.all([
    isInstalled(world, "nvidia-container-runtime-hook"),
    isInstalled(world, "nvidia-ctk"),
    ...folders.map(async (folder) => (await world.files.list(folder)).map((name) => `${folder}/${name}`)),
  ]);
  return {
    engine,
    hook,
    cli,
    cdiFiles: listed.flat().filter((path) => /nvidia.*\.(ya?ml|json)$/.test(path)),
  };
}

async function isInstalled({ files }: World, name: string): Promise<boolean> {
  const stats = await Promise.all(
    ["/usr/bin", "/usr/local/bin", "/usr/local/nvidia/toolkit"].map(async (folder) =>
      files.stat(`${folder}/${name}`),
    ),
  );
  return stats.some(({ kind }) => kind === "file");
}

/** An engine of the system's is told by root; a rootless one has its settings, and its service, in the user's home. */
export function configuring(rootless: boolean): {
  readonly byUser: readonly Command[];
  readonly byRoot: readonly Command[];
  readonly restart: string;
} {
  const configure: Command = ["nvidia-ctk", "runtime", "configure", "--runtime=docker"];
  if (!rootless) return { byUser: [], byRoot: [configure], restart: "sudo systemctl restart docker" };
  return {
    byUser: [[...configure, "--config=$HOME/.config/docker/daemon.json"]],
    // a user's engine may not set up control groups for devices
    byRoot: [["nvidia-ctk", "config", "--set", "nvidia-container-cli.no-cgroups=true", "--in-place"]],
    restart: "systemctl --user restart docker",
  };
}

/** As one line to type. */
export function configureLine(rootless: boolean): string {
  const { byUser, byRoot, restart } = configuring(rootless);
  const words = [...byUser.map((one) => one.join(" ")), ...byRoot.map((one) => `sudo ${one.join(" ")}`)];
  return [...words, restart].join(" && ");
}

function judgeToolkit(seen: ToolkitObservation, ways: readonly GpuWay[]): readonly Finding[] {
  const { engine, hook, cli, cdiFiles } = seen;
  if (engine.kind === "failed") return [unknown("no engine answers")];
  const { rootless, version, local } = engine.value;
  const runtime = engine.value.runtimes.includes("nvidia");
  const data = { runtime, hook, cdiFiles, rootless };
  const lacking = ways.filter((way) => !canServe(way, { runtime, cdiFiles, version }));
  if (lacking.length === 0) {
    const how = ways.includes("cdi") || !runtime ? "device files (CDI)" : "runtime nvidia";
    return [pass("gpu.toolkit", `the engine can give containers a GPU: ${how}`, data)];
  }
  if (!local) return [unknown("the engine is another machine")];
  if (lacking.includes("cdi") && (runtime || cli)) {
    return [withoutDeviceFiles(engine.value, data)];
  }
  const installed = hook || cli || cdiFiles.length > 0;
  // the hook serves `driver: nvidia` by itself, if the engine was started after it came; no runtime is made of it
  const mayDo = hook && lacking.every((way) => way === "driver");
  return [installed ? notConfigured(mayDo, rootless, data) : missing(rootless, data)];
}

function canServe(
  way: GpuWay,
  seen: { readonly runtime: boolean; readonly cdiFiles: readonly string[]; readonly version: string },
): boolean {
  const { runtime, cdiFiles, version } = seen;
  switch (way) {
    case "runtime":
      return runtime;
    case "cdi":
      return cdiFiles.length > 0;
    case "driver":
      return runtime || (cdiFiles.length > 0 && usesDeviceFiles(version));
  }
}

/** A service asks for a device by name, and no file tells the engine what that is. */
function withoutDeviceFiles({ cdiDirectories }: EngineInfo, data: FindingData<"gpu.toolkit">): Finding {
  const isOn = cdiDirectories.length > 0;
  return fail("gpu.toolkit-not-configured", {
    title: "services ask for nvidia.com/gpu by name (CDI), and the engine knows no such device",
    detail: isOn
      ? `no file in ${cdiDirectories.join(", ")} describes NVIDIA's cards`
      : "the engine does not look for descriptions of devices",
    fix: isOn
      ? "sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml"
      : 'sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml; then "features": {"cdi": true} in /etc/docker/daemon.json (from Engine 28.2 on that is the default), and restart Docker',
    data,
  });
}

/** From 29 on the engine serves `driver: nvidia` from device files too. */
function usesDeviceFiles(version: string): boolean {
  return isAtLeast(parseVersion(version) ?? [], [29]);
}

function unknown(why: string): Finding {
  return skip("gpu.toolkit", "GPU access of containers: not known", why);
}

/** Where it may do it already, it is worth no more than a warning. */
function notConfigured(mayDo: boolean, rootless: boolean, data: FindingData<"gpu.toolkit">): Finding {
  const parts = {
    title: `the NVIDIA Container Toolkit is installed, but the${rootless ? " rootless" : ""} engine is not configured for it`,
    detail: 'containers that ask for a GPU may fail with: could not select device driver "nvidia"',
    fix: configureLine(rootless),
    data,
  };
  return mayDo ? warn("gpu.toolkit-not-configured", parts) : fail("gpu.toolkit-not-configured", parts);
}

function missing(rootless: boolean, data: FindingData<"gpu.toolkit">): Finding {
  return fail("gpu.toolkit-missing", {
    title: "the NVIDIA Container Toolkit is not installed, so no container can have a GPU",
    detail: 'a start would fail with: could not select device driver "nvidia" with capabilities: [[gpu]]',
    fix: `install it (https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html), then: ${configureLine(rootless)}`,
    data,
  });
}

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
  const rootless = dataOf(finding, "gpu.toolkit-missing")?.rootless === true;
  const { byUser, byRoot, restart } = configuring(rootless);
  const commands: readonly Command[] = [
    ["sh", "-c", `curl -fsSL ${source}/gpgkey | gpg --dearmor --yes -o ${keyring}`],
    [
      "sh",
      "-c",
      `curl -fsSL ${source}/stable/deb/nvidia-container-toolkit.list | sed 's#deb https://#deb [signed-by=${keyring}] https://#' > ${list}`,
    ],
    ["apt-get", "-q", "update"],
    ["apt-get", "-q", "-y", "install", "nvidia-container-toolkit"],
    ...byRoot,
    ...(mayRestart && !rootless ? ([["systemctl", "restart", "docker"]] as const) : []),
  ];
  const left = mayRestart && !rootless ? [] : [`then, by you, as it stops running containers: ${restart}`];
  return [
    {
      id: "install-toolkit",
      title: "install the NVIDIA Container Toolkit and configure Docker for it",
      preview: [
        ...commands.map((words) => rootScript([words])),
        ...byUser.map((words) => words.join(" ")),
        ...left,
      ],
      undo: `sudo apt-get remove nvidia-container-toolkit; sudo rm ${list} ${keyring}`,
      finding,
      apply: async (world, signal) => {
        const installed = await runAsRoot(world, commands, signal, longestMs);
        return installed.kind === "ok" ? configureByUser(world, byUser, signal) : installed;
      },
    },
  ];
}

/** What a rootless engine reads belongs to its user. */
export async function configureByUser(
  world: World,
  commands: readonly Command[],
  signal: AbortSignal,
): Promise<FixAnswer> {
  for (const words of commands) {
    const [command = "", ...args] = words.map((word) => word.replace("$HOME", world.machine.homeDirectory));
    const result = await world.processes.run({ command, args, timeoutMs: 60_000, signal });
    if (result.kind === "exited" && result.exitCode === 0) continue;
    const said = "stderr" in result ? (result.stderr.trim().split("\n").at(-1) ?? "") : "";
    return { kind: "failed", error: { reason: said === "" ? result.kind : said, next: words.join(" ") } };
  }
  return { kind: "ok", value: undefined };
}
