import * as z from "zod";
import { stateFiles } from "../journal/state-files.ts";
import type { ProjectPlace } from "../journal/state-files.ts";
import type { WriteAnswer } from "../../world/files/files.ts";
import type { World } from "../../world/world.ts";

const recordSchema = z.object({
  schema: z.literal(1),
  project: z.string(),
  environment: z.string(),
  rehearsal: z.boolean(),
  /** Where it was written: copied along with its folder, it would claim what belongs to the original. */
  folder: z.string(),
  /** The folder Compose was told of, which it writes on each container. */
  directory: z.string(),
  containers: z.array(z.object({ id: z.string(), name: z.string(), service: z.string() })),
  /** A volume has no id; its name with the moment it was made is one. */
  volumes: z.array(z.object({ name: z.string(), createdAt: z.string() })),
  networks: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Every image that a start has used; `made` by it, or there before. */
  images: z.array(z.object({ reference: z.string(), id: z.string(), made: z.boolean() })),
  /** The Compose files of the last start, those given with `-f` included. */
  files: z.array(z.string()),
  /** What each service is, for the launcher, when the files cannot be read any more. */
  kinds: z.record(z.string(), z.string()),
});

/** What a start left on the engine, by what identifies it there. */
export type ResourceRecord = z.infer<typeof recordSchema>;

const records = stateFiles<ResourceRecord>("resources", recordSchema);

/** Undefined where there is none, or none that can be understood, or a copy: then nothing is known. */
export async function readResourceRecord(
  world: Pick<World, "files">,
  place: ProjectPlace,
): Promise<ResourceRecord | undefined> {
  const record = await records.read(world, place);
  return record === undefined || (await isCopy(world, place, record)) ? undefined : record;
}

/** A folder that was moved takes its record along; of one that was copied, the original still has it. */
async function isCopy(
  world: Pick<World, "files">,
  { folder, project }: ProjectPlace,
  record: ResourceRecord,
): Promise<boolean> {
  if (record.folder === (await world.files.realPath(folder))) return false;
  const original = await world.files.stat(records.pathOf(world, { folder: record.folder, project }));
  return original.kind !== "absent";
}

/** The records of every project that was started from here. */
export async function readResourceRecords(
  world: Pick<World, "files">,
  folder: string,
): Promise<readonly ResourceRecord[]> {
  const projects = await records.projects(world, folder);
  const read = await Promise.all(projects.map((project) => readResourceRecord(world, { folder, project })));
  return read.flatMap((record) => record ?? []);
}

export async function writeResourceRecord(
  world: Pick<World, "files">,
  place: ProjectPlace,
  record: ResourceRecord,
): Promise<WriteAnswer> {
  return records.write(world, place, record);
}
