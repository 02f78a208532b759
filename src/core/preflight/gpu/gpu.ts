import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, finding, pass, warn } from "../finding.ts";
import type { FindingId } from "../finding-ids.ts";
import { judgeTroubles } from "./gpu-troubles.ts";
import { inequality, isUsable, pairsByMerit, shortName } from "./gpu-topology.ts";
import type { GpuErrorCode, GpuNeed, GpuReport } from "./gpu-report.ts";

export interface GpuNeeds {
  readonly report: GpuReport;
  readonly need: GpuNeed;
}

/** What the decision means for this host; the looking was done to decide, so nothing is looked at again. */
export function gpuCheck(needs: GpuNeeds): Check {
  return check({ name: "gpu", observe: async () => needs, judge: judgeGpu });
}

export function judgeGpu(needs: GpuNeeds): readonly Finding[] {
  const { report, need } = needs;
  const absent = report.selected.filter((index) => !report.gpus.some((gpu) => gpu.index === index));
  if (absent.length > 0) return [plannedElsewhere(report)];
  if (report.error !== null) {
    const { id, ...rest } = unusable(report.error, need);
    return [{ id, ...rest }, ...judgeTroubles(needs).filter((trouble) => trouble.id !== id)];
  }
  if (report.layer === "none") return need === "required" ? [declined] : [];
  return [
    pass("gpu.decision", report.reason, {
      layer: report.layer,
      selected: report.selected,
      nvlink: report.nvlink,
    }),
    ...judgeTroubles(needs),
    ...splitCards(report),
    ...unequalCards(report),
    ...unknownLinks(report),
  ];
}

const idOf: Readonly<Record<GpuErrorCode, FindingId>> = {
  "driver-missing": "gpu.driver-missing",
  "driver-not-loaded": "gpu.driver-not-loaded",
  "nvml-mismatch": "gpu.nvml-mismatch",
  "no-devices": "gpu.no-devices",
  "gpu-lost": "gpu.lost",
  "not-permitted": "gpu.not-permitted",
  hanging: "gpu.hanging",
  unreadable: "gpu.unreadable",
  power: "gpu.power",
  "mig-enabled": "gpu.mig-enabled",
};

/** Of a rehearsal nothing needs a card; with `--gpu none` the model server will not start, the rest will. */
const waysWithout = "--rehearse (stand-ins, no model) or --gpu none (no model server)";

function unusable(error: NonNullable<GpuReport["error"]>, need: GpuNeed): Finding {
  const required = need === "required";
  return finding(required ? "fail" : "warn", idOf[error.code], {
    title: `no GPU can be used: ${error.message}`,
    detail: required ? "this environment requires one" : "what can do without one runs, slower",
    fix: required ? `${error.fix}; or do without: ${waysWithout}` : error.fix,
    data: { code: error.code },
  });
}

function plannedElsewhere({ selected, gpus, reason }: GpuReport): Finding {
  return fail("gpu.absent", {
    title: `planned for GPU ${selected.join(" and ")}; this box has ${gpus.length === 0 ? "none" : gpus.length}`,
    detail: reason,
    fix: `leave --gpu out to use what is here, or do without: ${waysWithout}`,
    data: { selected, present: gpus.map(({ index }) => index) },
  });
}

const declined: Finding = warn("gpu.declined", {
  title: "this environment asks for a GPU, and --gpu none leaves it out",
  detail: "services that need one end when they start",
  fix: "leave --gpu none out, or start it without models: --rehearse",
});

function splitCards({ gpus }: GpuReport): readonly Finding[] {
  return gpus
    .filter(({ mig }) => mig)
    .map((gpu) =>
      warn("gpu.mig-enabled", {
        title: `GPU ${gpu.index} (${shortName(gpu)}) is split by MIG and is not used`,
        fix: `with nothing on it: sudo nvidia-smi -i ${gpu.index} -mig 0`,
        data: { gpu: gpu.index },
      }),
    );
}

function unequalCards({ gpus, links, layer }: GpuReport): readonly Finding[] {
  const [best] = pairsByMerit(gpus.filter(isUsable), links);
  const why = best === undefined ? undefined : inequality(best);
  if (why === undefined) return [];
  return [
    warn("gpu.unequal", {
      title:
        layer === "multi-gpu" ? `two unequal GPUs share one model: ${why}` : `one GPU is left idle: ${why}`,
      detail: "tensor parallelism gives each card the same share, so the smaller one sets the size",
      fix:
        layer === "multi-gpu"
          ? "leave --gpu multi out"
          : "give the idle card to a service of your own, with device_ids in a file added with -f",
    }),
  ];
}

function unknownLinks({ gpus, links }: GpuReport): readonly Finding[] {
  if (gpus.length < 2 || links.length > 0) return [];
  return [
    warn("gpu.links-unknown", {
      title: "how the GPUs are linked could not be read, so they are taken as not joined by NVLink",
      fix: "run nvidia-smi topo -m by hand and read what it says",
    }),
  ];
}
