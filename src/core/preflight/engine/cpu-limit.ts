import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import type { EngineObserver } from "./observe-engine.ts";
import { fail } from "../finding.ts";

export interface CpuLimit {
  readonly service: string;
  readonly cpus: number;
}

/** The engine refuses to create a container with more CPUs than it has. */
export function cpuLimitCheck(limits: readonly CpuLimit[], observeEngine: EngineObserver): Check {
  return check({
    name: "cpu",
    observe: observeEngine,
    judge: (engine) => judgeCpuLimits(limits, engine),
  });
}

export function judgeCpuLimits(
  limits: readonly CpuLimit[],
  engine: EngineAnswer<EngineInfo>,
): readonly Finding[] {
  if (engine.kind === "failed") return [];
  const { cpus } = engine.value;
  return limits
    .filter((limit) => limit.cpus > cpus)
    .map((limit) =>
      fail("cpu.limit", {
        title: `${limit.service} has a limit of ${limit.cpus} CPUs; the engine has ${cpus}`,
        detail: "the engine refuses to create such a container",
        fix: `lower it in a Compose file of your own, added with -f: services: { ${limit.service}: { deploy: { resources: { limits: { cpus: "${cpus}" } } } } }`,
        data: { service: limit.service, limit: limit.cpus, cpus },
      }),
    );
}
