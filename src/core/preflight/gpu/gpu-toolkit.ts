import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import type { EngineLook } from "../engine/engine-look.ts";
import { fail, pass, skip, warn } from "../finding.ts";
import { runAsRoot } from "../fixes/fixes.ts";
import type { Fix } from "../fixes/fixes.ts";
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

/** Can the engine give a container a GPU? */
export function gpuToolkitCheck(lookAtEngine: EngineLook): Check {
  return check({
    name: "gpu-toolkit",
    observe: async (world, signal) => observeToolkit(world, await lookAtEngine(world, signal)),
    judge: judgeToolkit,
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

const configure = "sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker";

function judgeToolkit({ engine, hook, cli, cdiFiles }: ToolkitObservation): readonly Finding[] {
  if (engine.kind === "failed") return [unknown("no engine answers")];
  const runtime = engine.value.runtimes.includes("nvidia");
  const data = { runtime, hook, cdiFiles };
  const byFiles = cdiFiles.length > 0 && usesDeviceFiles(engine.value.version);
  if (runtime || byFiles) {
    const how = runtime ? "runtime nvidia" : "device files (CDI)";
    return [pass("gpu.toolkit", `the engine can give containers a GPU: ${how}`, data)];
  }
  if (!engine.value.local) return [unknown("the engine is another machine")];
  return [hook || cli || cdiFiles.length > 0 ? notConfigured(hook, data) : missing(data)];
}

/** From 29 on the engine serves `driver: nvidia` from device files too. */
function usesDeviceFiles(version: string): boolean {
  return isAtLeast(parseVersion(version) ?? [], [29]);
}

function unknown(why: string): Finding {
  return skip("gpu.toolkit", "GPU access of containers: not known", why);
}

/** With the hook in place the engine can do it, if it was started after; without, it cannot. */
function notConfigured(hook: boolean, data: Finding["data"]): Finding {
  const parts = {
    title: "the NVIDIA Container Toolkit is installed, but the engine is not configured for it",
    detail: 'containers that ask for a GPU may fail with: could not select device driver "nvidia"',
    fix: configure,
    data,
  };
  return hook ? warn("gpu.toolkit-not-configured", parts) : fail("gpu.toolkit-not-configured", parts);
}

function missing(data: Finding["data"]): Finding {
  return fail("gpu.toolkit-missing", {
    title: "the NVIDIA Container Toolkit is not installed, so no container can have a GPU",
    detail: 'a start would fail with: could not select device driver "nvidia" with capabilities: [[gpu]]',
    fix: `install it (https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html), then: ${configure}`,
    data,
  });
}

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
