import type { World } from "../../world/world.ts";
import { readResourceRecords, writeResourceRecord } from "../../core/ownership/resource-record.ts";

/** Of an image that is gone nothing is claimed any more: who pulls it again later has it for himself. */
export async function forgetImages(world: World, folder: string, ids: ReadonlySet<string>): Promise<void> {
  for (const record of await readResourceRecords(world, folder)) {
    const images = record.images.filter(({ id }) => !ids.has(id));
    if (images.length < record.images.length) {
      await writeResourceRecord(world, { folder, project: record.project }, { ...record, images });
    }
  }
}
