import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import type { Machine } from "../../../world/machine.ts";
import type { World } from "../../../world/world.ts";
import { fail, pass, warn } from "../finding.ts";
import type { FindingData } from "../finding.ts";
import { bytes } from "../../../world/bytes.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { isHere } from "../engine/observe-engine.ts";
import type { EngineObserver } from "../engine/observe-engine.ts";

export interface MemoryNeeds {
  readonly requiredBytes: number;
  /** Memory its containers take already is not missing. */
  readonly project: string;
}

interface MemoryObservation {
  readonly engine: EngineAnswer<EngineInfo>;
  readonly host: Awaited<ReturnType<Machine["memory"]>>;
  readonly ownBytes: number;
}

/** Is there memory enough, in total and now? */
export function memoryCheck(needs: MemoryNeeds, observeEngine: EngineObserver): Check {
  return check({
    name: "memory",
    observe: async (world, signal) => observeMemory(world, needs.project, await observeEngine(world, signal)),
    judge: (seen) => judgeMemory(needs.requiredBytes, seen),
  });
}

async function observeMemory(
  world: World,
  project: string,
  engine: EngineAnswer<EngineInfo>,
): Promise<MemoryObservation> {
  const [host, ownBytes] = await Promise.all([world.machine.memory(), memoryOfProject(world, project)]);
  return { engine, host, ownBytes };
}

async function memoryOfProject({ engine }: World, project: string): Promise<number> {
  const containers = await engine.containers({ project });
  const running = containers.kind === "ok" ? containers.value.filter(({ state }) => state === "running") : [];
  const sizes = await Promise.all(running.map(async ({ id }) => engine.memoryBytes(id)));
  return sizes.reduce((sum, size) => sum + (size.kind === "ok" ? (size.value ?? 0) : 0), 0);
}

function judgeMemory(requiredBytes: number, seen: MemoryObservation): readonly Finding[] {
  const { engine, host, ownBytes } = seen;
  const here = isHere(engine);
  const totalBytes = engine.kind === "ok" && !here ? engine.value.memoryBytes : host.totalBytes;
  const availableBytes = Math.min(totalBytes, host.availableBytes + ownBytes);
  const data = {
    requiredBytes,
    totalBytes,
    availableBytes: here ? availableBytes : null,
    swapBytes: host.swapBytes,
  };
  const where = here ? "this machine" : "the engine's machine";
  // A box sold with 24 GiB shows 23.5: the kernel and the graphics card keep some.
  if (totalBytes < 0.9 * requiredBytes) return [tooSmall({ requiredBytes, totalBytes, where, here }, data)];
  const total = pass(
    "memory.total",
    `${where} has ${bytes(totalBytes)} of memory, ${bytes(requiredBytes)} wanted`,
    data,
  );
  return here && availableBytes < requiredBytes ? [total, tooFull(requiredBytes, seen, data)] : [total];
}

function tooSmall(
  size: { requiredBytes: number; totalBytes: number; where: string; here: boolean },
  data: FindingData<"memory.total">,
): Finding {
  return fail("memory.total", {
    title: `${size.where} has ${bytes(size.totalBytes)} of memory; ${bytes(size.requiredBytes)} are wanted`,
    detail: "without enough, the kernel ends services at random while they load",
    fix: size.here
      ? "use an environment that needs less, start a part of it with --only, or add memory"
      : "give the engine's machine more memory (Docker Desktop: Settings, Resources)",
    data,
  });
}

function tooFull(
  requiredBytes: number,
  { host, ownBytes }: MemoryObservation,
  data: FindingData<"memory.total">,
): Finding {
  const own = ownBytes > 0 ? `, with the ${bytes(ownBytes)} that this environment holds already` : "";
  const swap =
    host.swapBytes > 0
      ? `; ${bytes(host.swapBytes)} of swap would help, slowly`
      : "; there is no swap, so the kernel would end a process";
  return warn("memory.available", {
    title: `${bytes(host.availableBytes + ownBytes)} of memory are available; ${bytes(requiredBytes)} are wanted`,
    detail: `available means free or easily freed${own}${swap}`,
    fix: "end what takes most: ps -eo rss,pid,comm --sort=-rss | head",
    data,
  });
}
