import type { EngineAnswer, EngineInfo } from "../world/engine.ts";
import { check } from "./check.ts";
import type { Check, Finding } from "./check.ts";
import { isHere } from "./engine-look.ts";
import type { EngineLook } from "./engine-look.ts";
import { fail, pass } from "./finding.ts";

/** What Elasticsearch asks for: it maps each file of an index into memory, and ends when it may not. */
const wantedMapCount = 262_144;

const mapCountPath = "/proc/sys/vm/max_map_count";

/** May a process map as many files as these services do? */
export function maxMapCountCheck(services: readonly string[], lookAtEngine: EngineLook): Check {
  return check({
    name: "max-map-count",
    observe: async (world, signal) => {
      const [engine, content] = await Promise.all([
        lookAtEngine(world, signal),
        world.files.read(mapCountPath),
      ]);
      return { engine, count: content.kind === "text" ? Number(content.text) : undefined };
    },
    judge: (seen) => judgeMapCount(services, seen),
  });
}

export function judgeMapCount(
  services: readonly string[],
  seen: { readonly engine: EngineAnswer<EngineInfo>; readonly count: number | undefined },
): readonly Finding[] {
  const { count } = seen;
  if (services.length === 0 || !isHere(seen.engine) || count === undefined || Number.isNaN(count)) return [];
  const data = { count, wanted: wantedMapCount, services };
  return count >= wantedMapCount
    ? [pass("host.max-map-count", `vm.max_map_count is ${count}`, data)]
    : [
        fail("host.max-map-count", {
          title: `vm.max_map_count is ${count}; ${services.join(" and ")} wants ${wantedMapCount}`,
          detail: "Elasticsearch ends at once, or later without a word, when it cannot map its files",
          fix: `sudo sysctl -w vm.max_map_count=${wantedMapCount}; for good: echo vm.max_map_count=${wantedMapCount} | sudo tee /etc/sysctl.d/90-stack.conf`,
          data,
        }),
      ];
}
