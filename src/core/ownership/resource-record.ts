import * as z from "zod";
import type { WriteAnswer } from "../../world/files/files.ts";
import { parseJson } from "../../world/parse-json.ts";
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

export interface RecordPlace {
  /** The folder that `.stack` lies in. */
  readonly folder: string;
  readonly project: string;
}

/** Undefined where there is none, or none that can be understood, or a copy: then nothing is known. */
export async function readResourceRecord(
  world: Pick<World, "files">,
  place: RecordPlace,
): Promise<ResourceRecord | undefined> {
  const content = await world.files.read(pathOf(world, place));
  if (content.kind !== "text") return undefined;
  const record = recordSchema.safeParse(parseJson(content.text)).data;
  return record === undefined || (await isCopy(world, place, record)) ? undefined : record;
}

/** A folder that was moved takes its record along; of one that was copied, the original still has it. */
async function isCopy(
  world: Pick<World, "files">,
  { folder, project }: RecordPlace,
  record: ResourceRecord,
): Promise<boolean> {
  if (record.folder === (await world.files.realPath(folder))) return false;
  const original = await world.files.stat(pathOf(world, { folder: record.folder, project }));
  return original.kind !== "absent";
}

/** The records of every project that was started from here. */
export async function readResourceRecords(
  world: Pick<World, "files">,
  folder: string,
): Promise<readonly ResourceRecord[]> {
  const names = await world.files.list(world.files.resolve(folder, ".stack", "resources"));
  const projects = names.flatMap((name) => /^(.*)\.json$/u.exec(name)?.[1] ?? []);
  const records = await Promise.all(
    projects.map((project) => readResourceRecord(world, { folder, project })),
  );
  return records.flatMap((record) => record ?? []);
}

/** A file for each project: two environments that start at once do not meet. */
export async function writeResourceRecord(
  world: Pick<World, "files">,
  place: RecordPlace,
  record: ResourceRecord,
): Promise<WriteAnswer> {
  await world.files.makeDirectory(world.files.resolve(place.folder, ".stack"), 0o700);
  const text = `${JSON.stringify(record, undefined, 2)}\n`;
  return world.files.writeAtomically(pathOf(world, place), text, 0o600);
}

function pathOf(world: Pick<World, "files">, { folder, project }: RecordPlace): string {
  return world.files.resolve(folder, ".stack", "resources", `${project}.json`);
}
