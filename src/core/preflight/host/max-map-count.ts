import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import type { FileContent } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { isHere } from "../engine/engine-look.ts";
import type { EngineLook } from "../engine/engine-look.ts";
import { fail, pass } from "../finding.ts";

/** What Elasticsearch asks for: it maps each file of an index into memory, and ends when it may not. */
const wantedMapCount = 262_144;

const mapCountPath = "/proc/sys/vm/max_map_count";

/** A service that maps its files into memory, unless its own settings tell it to read them. */
export interface FileMapper {
  readonly service: string;
  /** Its settings on this host, where a file of them is mounted. */
  readonly settingsFile: string | undefined;
}

interface MapCountObservation {
  readonly engine: EngineAnswer<EngineInfo>;
  readonly count: number | undefined;
  /** Those of the services that do map files. */
  readonly services: readonly string[];
}

/** May a process map as many files as these services do? */
export function maxMapCountCheck(mappers: readonly FileMapper[], lookAtEngine: EngineLook): Check {
  return check({
    name: "max-map-count",
    observe: async (world, signal) => observeMapCount(world, mappers, await lookAtEngine(world, signal)),
    judge: judgeMapCount,
  });
}

async function observeMapCount(
  { files }: World,
  mappers: readonly FileMapper[],
  engine: EngineAnswer<EngineInfo>,
): Promise<MapCountObservation> {
  const [content, ...settings] = await Promise.all([
    files.read(mapCountPath),
    ...mappers.map(({ settingsFile = "" }) => files.read(settingsFile)),
  ]);
  const services = mappers
    .filter((_, position) => !readsItsFiles(settings[position]))
    .map(({ service }) => service);
  return { engine, services, count: content.kind === "text" ? Number(content.text) : undefined };
}

function readsItsFiles(settings: FileContent | undefined): boolean {
  return settings?.kind === "text" && /^\s*node\.store\.allow_mmap\s*:\s*false\b/m.test(settings.text);
}

export function judgeMapCount(seen: MapCountObservation): readonly Finding[] {
  const { count, services } = seen;
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
