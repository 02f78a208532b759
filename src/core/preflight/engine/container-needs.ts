import { composeLabels } from "../../../world/compose/labels.ts";
import type { Container } from "../../../world/engine/container.ts";
import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import type { EngineObserver } from "./observe-engine.ts";
import { fail } from "../finding.ts";

/** What services want of the engine and the machine by name, and without which their containers cannot be made. */
export interface ContainerNeeds {
  readonly names: readonly Wanted[];
  /** Paths of this machine. */
  readonly devices: readonly Wanted[];
  readonly runtimes: readonly Wanted[];
  readonly logDrivers: readonly Wanted[];
}

export interface Wanted {
  readonly service: string;
  readonly what: string;
}

interface Observation {
  readonly engine: EngineAnswer<EngineInfo>;
  readonly containers: readonly Container[];
  /** Of the devices that are wanted, those that are not there. */
  readonly absent: readonly string[];
  readonly plugins: readonly string[];
}

/** Would the engine refuse a container for a name that is taken, or for something that it does not have? */
export function containerCheck(needs: ContainerNeeds, project: string, observeEngine: EngineObserver): Check {
  return check({
    name: "container",
    observe: async (world, signal) => observe(world, needs, await observeEngine(world, signal)),
    judge: (seen) => judgeContainers(needs, project, seen),
  });
}

async function observe(
  world: World,
  { names, devices, logDrivers }: ContainerNeeds,
  engine: EngineAnswer<EngineInfo>,
): Promise<Observation> {
  const nothing = { kind: "ok" as const, value: [] };
  const isUnknown = engine.kind === "ok" && logDrivers.some(({ what }) => !isBuiltIn(what, engine.value));
  const [containers, plugins, stats] = await Promise.all([
    names.length === 0 ? nothing : world.engine.containers({ project: undefined }),
    isUnknown ? world.engine.plugins() : nothing,
    Promise.all(devices.map(async ({ what }) => ({ what, stat: await world.files.stat(what) }))),
  ]);
  return {
    engine,
    containers: containers.kind === "ok" ? containers.value : [],
    absent: stats.filter(({ stat }) => stat.kind === "absent").map(({ what }) => what),
    plugins: plugins.kind === "ok" ? plugins.value : [],
  };
}

function isBuiltIn(driver: string, { logDrivers }: EngineInfo): boolean {
  return driver === "none" || logDrivers === undefined || logDrivers.includes(driver);
}

function judgeContainers(
  { names, devices, runtimes, logDrivers }: ContainerNeeds,
  project: string,
  { engine, containers, absent, plugins }: Observation,
): readonly Finding[] {
  if (engine.kind === "failed") return [];
  const info = engine.value;
  return [
    ...names.flatMap((wanted) => nameTaken(wanted, project, containers)),
    ...(info.local ? devices.filter(({ what }) => absent.includes(what)).map(noDevice) : []),
    ...runtimes.filter(({ what }) => !hasRuntime(what, info)).map((wanted) => noRuntime(wanted, info)),
    ...logDrivers
      .filter(({ what }) => !isBuiltIn(what, info) && !plugins.some((name) => isPlugin(name, what)))
      .map((wanted) => noLogDriver(wanted, info)),
  ];
}

function nameTaken(
  { service, what }: Wanted,
  project: string,
  containers: readonly Container[],
): readonly Finding[] {
  const other = containers.find(
    ({ name, labels }) => name === what && labels[composeLabels.project] !== project,
  );
  if (other === undefined) return [];
  const owner = other.labels[composeLabels.project];
  const whose = owner === undefined ? "" : ` of the project ${owner}`;
  return [
    fail("container.name-taken", {
      title: `the name ${what}, which ${service} wants, is that of another container${whose}`,
      detail: `${other.image}, ${other.status}`,
      fix: `docker rename ${what} ${what}-before, or give ${service} another container_name in the Compose file`,
      data: { service, name: what, container: other.id, project: owner ?? null },
    }),
  ];
}

function noDevice({ service, what }: Wanted): Finding {
  return fail("device.missing", {
    title: `${service} wants the device ${what}, which this machine does not have`,
    detail: "the engine refuses to start such a container",
    fix: `plug it in or load its driver (sudo dmesg tells of it), or take it out of ${service} in the Compose file`,
    data: { service, device: what },
  });
}

/** One that is named by its shim is looked for by containerd, and in no list; the GPU's has checks of its own. */
function hasRuntime(name: string, { runtimes }: EngineInfo): boolean {
  return (
    runtimes.includes(name) || name.startsWith("io.containerd.") || name.includes("/") || name === "nvidia"
  );
}

function noRuntime({ service, what }: Wanted, { runtimes }: EngineInfo): Finding {
  return fail("runtime.missing", {
    title: `${service} wants the runtime ${what}, which the engine does not have`,
    detail: `it has ${runtimes.join(", ")}`,
    fix: `install it, name it under "runtimes" in /etc/docker/daemon.json and restart the engine; or take "runtime: ${what}" out of ${service} in the Compose file`,
    data: { service, runtime: what, known: runtimes },
  });
}

/** `loki:latest` is a plugin that services call by its name with or without the tag. */
function isPlugin(name: string, driver: string): boolean {
  return name === driver || name === `${driver}:latest`;
}

function noLogDriver({ service, what }: Wanted, { logDrivers = [] }: EngineInfo): Finding {
  return fail("log-driver.missing", {
    title: `${service} wants the log driver ${what}, which the engine does not have`,
    detail: `it has ${logDrivers.join(", ")}`,
    fix: `install its plugin (docker plugin install), or name another driver for ${service} in the Compose file`,
    data: { service, driver: what, known: logDrivers },
  });
}
