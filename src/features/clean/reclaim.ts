import { readResourceRecords, writeResourceRecord } from "../../core/ownership/resource-record.ts";
import { removeResources } from "../../core/stop/take-down.ts";
import type { RemoveStep } from "../../core/stop/take-down.ts";
import type { Reclaimable } from "./find-reclaimable.ts";
import type { OldImage } from "./plan-reclaim.ts";
import type { World } from "../../world/world.ts";

export interface Reclaiming {
  readonly projects: readonly Reclaimable[];
  readonly images: readonly OldImage[];
  /** The folder of the manifest and of `.stack`. */
  readonly folder: string;
}

/** Removes what was planned and nothing else; what has come into use meanwhile the engine refuses to remove. */
export async function reclaim(
  world: World,
  { projects, images, folder }: Reclaiming,
  tell: (step: RemoveStep) => void,
): Promise<void> {
  for (const { removal } of projects) await removeResources(world, { ...removal, stays: [] }, tell);
  const gone = new Set<string>();
  for (const { id, references } of images) {
    const answers = await Promise.all(references.map((name) => world.engine.removeImage(name)));
    const failed = answers.flatMap((each) => (each.kind === "failed" ? [each.error] : []));
    const refused = failed.find(({ kind }) => kind !== "not-found");
    if (refused === undefined) gone.add(id);
    else tell({ kind: "failed", name: references[0] ?? id, message: refused.message });
  }
  if (gone.size > 0) tell({ kind: "removed", what: "images", names: [...gone] });
  await forgetImages(world, folder, gone);
}

/** Of an image that is gone nothing is claimed any more: who pulls it again later has it for himself. */
async function forgetImages(world: World, folder: string, ids: ReadonlySet<string>): Promise<void> {
  for (const record of await readResourceRecords(world, folder)) {
    const images = record.images.filter(({ id }) => !ids.has(id));
    if (images.length < record.images.length) {
      await writeResourceRecord(world, { folder, project: record.project }, { ...record, images });
    }
  }
}
