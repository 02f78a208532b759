import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, pass } from "../finding.ts";
import { shortName } from "./gpu-topology.ts";
import { gpuTimeoutMs, observeGpuProcesses } from "./gpu-query.ts";
import type { GpuProcess } from "./gpu-query.ts";
import type { Gpu, GpuReport } from "./gpu-report.ts";

/** Memory that one container of a service takes on each GPU it has. */
export interface VramShare {
  readonly service: string;
  readonly perGpuMiB: number;
  /** Indices. */
  readonly gpus: readonly number[];
  readonly containers: number;
}

export interface GpuMemoryNeeds {
  readonly report: GpuReport;
  readonly shares: readonly VramShare[];
  /** What its containers hold already is not missing. */
  readonly project: string;
}

interface GpuMemoryObservation {
  readonly processes: readonly GpuProcess[];
  readonly ownContainers: ReadonlySet<string>;
}

/** Is as much GPU memory free as the plan takes? vLLM gives up at once when it is not. */
export function gpuMemoryCheck(needs: GpuMemoryNeeds): Check {
  return check({
    name: "gpu-memory",
    timeoutMs: gpuTimeoutMs,
    observe: async (world, signal) => observeMemory(world, needs.project, signal),
    judge: (seen) => judgeGpuMemory(needs, seen),
  });
}

async function observeMemory(
  world: World,
  project: string,
  signal: AbortSignal,
): Promise<GpuMemoryObservation> {
  const [processes, containers] = await Promise.all([
    observeGpuProcesses(world, signal),
    world.engine.containers({ project }),
  ]);
  const own = containers.kind === "ok" ? containers.value.map(({ id }) => id) : [];
  return { processes, ownContainers: new Set(own) };
}

function judgeGpuMemory(needs: GpuMemoryNeeds, seen: GpuMemoryObservation): readonly Finding[] {
  const { report, shares } = needs;
  const judged = report.gpus
    .filter(({ index, memoryTotalMiB }) => report.selected.includes(index) && memoryTotalMiB > 0)
    .flatMap((gpu) => judgeCard(gpu, shares, seen));
  return judged;
}

function judgeCard(gpu: Gpu, shares: readonly VramShare[], seen: GpuMemoryObservation): readonly Finding[] {
  const on = shares.filter(({ gpus }) => gpus.includes(gpu.index));
  const wantedMiB = on.reduce((sum, { perGpuMiB, containers }) => sum + perGpuMiB * containers, 0);
  if (wantedMiB === 0) return [];
  const here = seen.processes.filter(({ uuid }) => uuid === gpu.uuid);
  const own = here.filter(
    ({ containerId }) => containerId !== undefined && seen.ownContainers.has(containerId),
  );
  const freeMiB = gpu.memoryFreeMiB + own.reduce((sum, { usedMiB }) => sum + usedMiB, 0);
  const data = { gpu: gpu.index, freeMiB, wantedMiB, totalMiB: gpu.memoryTotalMiB };
  const card = `GPU ${gpu.index} (${shortName(gpu)})`;
  if (wantedMiB > gpu.memoryTotalMiB) return [tooSmall(card, on, data)];
  return freeMiB >= wantedMiB
    ? [pass("gpu.memory-taken", `${card}: ${freeMiB} MiB free, ${wantedMiB} MiB wanted`, data)]
    : [
        taken(
          card,
          here.filter((process) => !own.includes(process)),
          data,
        ),
      ];
}

interface CardMemory extends Readonly<Record<string, unknown>> {
  readonly freeMiB: number;
  readonly wantedMiB: number;
  readonly totalMiB: number;
}

function tooSmall(card: string, on: readonly VramShare[], data: CardMemory): Finding {
  return fail("gpu.memory-total", {
    title: `${card} has ${data.totalMiB} MiB; ${on.map(({ service }) => service).join(" and ")} would take ${data.wantedMiB} MiB`,
    fix: "choose a smaller model, or run fewer services on it: --only",
    data,
  });
}

function taken(card: string, others: readonly GpuProcess[], data: CardMemory): Finding {
  const names = others.map(({ name, id, usedMiB }) => `${name} (process ${id}, ${usedMiB} MiB)`);
  return fail("gpu.memory-taken", {
    title: `${card} has ${data.freeMiB} MiB free; ${data.wantedMiB} MiB are wanted`,
    detail:
      names.length > 0
        ? `held by ${names.join(", ")}`
        : "no process that can be seen from here holds it: perhaps a desktop, or another user's",
    fix:
      others.length > 0
        ? `end what is not needed: kill ${others.map(({ id }) => id).join(" ")}`
        : "see what holds it: sudo fuser -v /dev/nvidia*",
    data: { ...data, processes: others.map(({ id, name, usedMiB }) => ({ id, name, usedMiB })) },
  });
}
