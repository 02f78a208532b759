import type { FoundManifest } from "../../core/environment/find-manifest.ts";
import type { Container } from "../../world/engine/container.ts";
import type { DiskUsage } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";
import { readResourceRecords } from "../../core/ownership/resource-record.ts";
import { standInRepository } from "../rehearsal/image/stand-in-repository.ts";
import { planImages } from "./plan-images.ts";
import type { OldImage } from "./plan-images.ts";
import { wantedImages } from "./wanted-images.ts";

export interface ImagesSought {
  readonly found: FoundManifest;
  readonly usage: DiskUsage;
  /** Those that stay, of whatever project. */
  readonly containers: readonly Container[];
}

/** Stand-ins are left out: the next rehearsal removes those of older versions itself. */
export async function findOldImages(
  world: World,
  { found, usage, containers }: ImagesSought,
): Promise<readonly OldImage[]> {
  const records = await readResourceRecords(world, found.workingDirectory);
  const recorded = records
    .flatMap(({ images }) => images)
    .filter(({ reference }) => !reference.startsWith(`${standInRepository}:`));
  const seen = { recorded, stored: usage.images, containers };
  // reading every model takes a second: only where an image might go
  if (planImages({ ...seen, wanted: new Set() }).length === 0) return [];
  const wanted = await wantedImages(world, found);
  return wanted === undefined ? [] : planImages({ ...seen, wanted });
}
