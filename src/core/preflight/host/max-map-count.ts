import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import type { FileContent } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { isHere } from "../engine/observe-engine.ts";
import type { EngineObserver } from "../engine/observe-engine.ts";
import { fail, pass, warn } from "../finding.ts";

/** What Elasticsearch asks for: it maps each file of an index into memory, and ends when it may not. */
const wantedMapCount = 262_144;

const mapCountPath = "/proc/sys/vm/max_map_count";

/** A service that maps its files into memory, unless its own settings tell it to read them. */
export interface FileMapper {
  readonly service: string;
  /** Its settings on this host, where a file of them is mounted. */
  readonly settingsFile: string | undefined;
  /** A node by itself only warns of what a cluster's ends for. */
  readonly isSingleNode: boolean;
}

interface MapCountObservation {
  readonly engine: EngineAnswer<EngineInfo>;
  readonly count: number | undefined;
  /** Those of the services that do map files. */
  readonly services: readonly string[];
  /** Those of them that end where they may not. */
  readonly ending: readonly string[];
}

/** May a process map as many files as these services do? */
export function maxMapCountCheck(mappers: readonly FileMapper[], observeEngine: EngineObserver): Check {
  return check({
    name: "max-map-count",
    observe: async (world, signal) => observeMapCount(world, mappers, await observeEngine(world, signal)),
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
  const mapping = mappers.flatMap((mapper, position) => {
    const written = settings[position];
    const isSingleNode =
      mapper.isSingleNode || says(written, /^\s*discovery\.type\s*:\s*["']?single-node\b/mu);
    return readsItsFiles(written) ? [] : [{ service: mapper.service, isSingleNode }];
  });
  const services = mapping.map(({ service }) => service);
  const ending = mapping.flatMap(({ service, isSingleNode }) => (isSingleNode ? [] : [service]));
  return { engine, services, ending, count: content.kind === "text" ? Number(content.text) : undefined };
}

function readsItsFiles(settings: FileContent | undefined): boolean {
  return says(settings, /^\s*node\.store\.allow_mmap\s*:\s*false\b/mu);
}

function says(settings: FileContent | undefined, pattern: RegExp): boolean {
  return settings?.kind === "text" && pattern.test(settings.text);
}

export function judgeMapCount(seen: MapCountObservation): readonly Finding[] {
  const { count, services } = seen;
  if (services.length === 0 || !isHere(seen.engine) || count === undefined || Number.isNaN(count)) return [];
  const data = { count, wanted: wantedMapCount, services };
  if (count >= wantedMapCount) return [pass("host.max-map-count", `vm.max_map_count is ${count}`, data)];
  const ends = seen.ending.length > 0;
  const parts = {
    title: `vm.max_map_count is ${count}; ${services.join(" and ")} wants ${wantedMapCount}`,
    detail: ends
      ? "Elasticsearch ends at once, or later without a word, when it cannot map its files"
      : "a single node warns of it and starts; with many indices it may end later",
    fix: `sudo sysctl -w vm.max_map_count=${wantedMapCount}; for good: echo vm.max_map_count=${wantedMapCount} | sudo tee /etc/sysctl.d/90-stack.conf`,
    data,
  };
  return [ends ? fail("host.max-map-count", parts) : warn("host.max-map-count", parts)];
}
