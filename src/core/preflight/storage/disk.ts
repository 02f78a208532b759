import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import type { World } from "../../../world/world.ts";
import { fail, pass, skip, warn } from "../finding.ts";
import { bytes } from "../../../world/bytes.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { isHere } from "../engine/observe-engine.ts";
import type { EngineObserver, ImagesObserver } from "../engine/observe-engine.ts";

export interface DiskNeeds {
  /** Least free space before any of the images is there. */
  readonly requiredBytes: number;
  readonly images: readonly string[];
  /** Of models that are known to be still to come. */
  readonly modelBytes?: number;
}

interface DiskObservation {
  readonly engine: EngineAnswer<EngineInfo>;
  readonly freeBytes: number | undefined;
  /** Where it was measured. */
  readonly path: string;
  readonly present: ReadonlyMap<string, number>;
}

/** Is there room for the images and the data, where Docker keeps them? */
export function diskCheck(
  needs: DiskNeeds,
  observeEngine: EngineObserver,
  lookAtImages: ImagesObserver,
): Check {
  return check({
    name: "disk",
    observe: async (world, signal) => {
      const [engine, present] = await Promise.all([
        observeEngine(world, signal),
        lookAtImages(world, signal),
      ]);
      return observeDisk(world, engine, present);
    },
    judge: (seen) => judgeDisk(needs, seen),
  });
}

async function observeDisk(
  world: World,
  engine: EngineAnswer<EngineInfo>,
  present: ReadonlyMap<string, number>,
): Promise<DiskObservation> {
  const places = engine.kind === "ok" && isHere(engine) ? dataPlaces(engine.value) : [];
  const measured = await Promise.all(
    places.map(async (path) => ({ path, freeBytes: await world.files.freeBytes(path) })),
  );
  const known = measured.filter(({ freeBytes }) => freeBytes !== undefined);
  const least = known.toSorted((one, other) => (one.freeBytes ?? 0) - (other.freeBytes ?? 0))[0];
  return { engine, freeBytes: least?.freeBytes, path: least?.path ?? "", present };
}

/** With containerd's image store (the driver "overlayfs"), images are not below Docker's own folder. */
function dataPlaces({ dataRoot, storageDriver }: EngineInfo): readonly string[] {
  return storageDriver === "overlayfs" ? [dataRoot, "/var/lib/containerd"] : [dataRoot];
}

/** Below this even what is complete cannot run: databases stop, logs are lost. */
const emergencyBytes = 1024 ** 3;

function judgeDisk(needs: DiskNeeds, seen: DiskObservation): readonly Finding[] {
  const { freeBytes, path, present } = seen;
  if (seen.engine.kind === "failed") return [skip("disk.free", "disk: not known", "no engine answers")];
  if (freeBytes === undefined) {
    return [skip("disk.free", "disk: not known", "the engine keeps its data on another machine")];
  }
  const missing = needs.images.filter((image) => !present.has(image));
  const presentBytes = [...present.values()].reduce((sum, size) => sum + size, 0);
  const wantedBytes = Math.max(forModels(needs), needs.requiredBytes - presentBytes);
  const data = { path, freeBytes, wantedBytes, requiredBytes: needs.requiredBytes, missingImages: missing };
  if (freeBytes >= wantedBytes) {
    return [pass("disk.free", `${bytes(freeBytes)} free at ${path}, ${bytes(wantedBytes)} wanted`, data)];
  }
  const parts = {
    title: `${bytes(freeBytes)} free at ${path}, where Docker keeps its data; ${bytes(wantedBytes)} are wanted`,
    detail: stillToCome(needs, missing),
    fix: 'see what can go: stack clean; or move Docker\'s data: "data-root" in /etc/docker/daemon.json',
    data,
  };
  return [freeBytes < fewestBytes(needs, missing) ? fail("disk.free", parts) : warn("disk.free", parts)];
}

function stillToCome({ images, modelBytes = 0 }: DiskNeeds, missing: readonly string[]): string {
  const models = modelBytes === 0 ? "" : `; ${bytes(modelBytes)} of models are still to come`;
  return missing.length > 0
    ? `${missing.length} of ${images.length} images are still to come${models}`
    : `all images are here${models}`;
}

function forModels({ modelBytes = 0 }: DiskNeeds): number {
  return emergencyBytes + modelBytes;
}

/**
 * What is left to come, at least: the share of the images that are missing. With one of eleven to pull, most of what
 * was wanted is in place, models and data included; a start that worked yesterday is not blocked today.
 */
function fewestBytes(needs: DiskNeeds, missing: readonly string[]): number {
  const { requiredBytes, images } = needs;
  const share = images.length === 0 ? 0 : missing.length / images.length;
  return Math.max(forModels(needs), requiredBytes * share);
}
