import * as z from "zod";
import { secretPaths } from "./secret-place.ts";
import type { SecretPlace } from "./secret-place.ts";
import type { WriteAnswer } from "../../../world/files/files.ts";
import { parseJson } from "../../../world/parse-json.ts";
import type { World } from "../../../world/world.ts";

const entrySchema = z.object({
  secret: z.string(),
  /** Empty for a secret that data anywhere depends on: an immutable one. */
  volume: z.string(),
  volumeCreatedAt: z.string(),
  fingerprint: z.string(),
  recordedAt: z.string(),
});

const recordSchema = z.object({ schema: z.literal(1), keyId: z.string(), entries: z.array(entrySchema) });

/** With which secret each volume was initialised: told by fingerprints, never by values. */
type StoreRecord = z.infer<typeof recordSchema>;

export type StoreRecordEntry = z.infer<typeof entrySchema>;

/** Undefined where there is none, or none that can be understood: then nothing is known. */
export async function readStoreRecord(
  world: Pick<World, "files">,
  place: SecretPlace,
): Promise<StoreRecord | undefined> {
  const content = await world.files.read(recordPath(world, place));
  if (content.kind !== "text") return undefined;
  return recordSchema.safeParse(parseJson(content.text)).data;
}

export function writeStoreRecord(
  world: Pick<World, "files">,
  place: SecretPlace,
  record: StoreRecord,
): Promise<WriteAnswer> {
  return world.files.writeAtomically(
    recordPath(world, place),
    `${JSON.stringify(record, undefined, 2)}\n`,
    0o600,
  );
}

function recordPath(world: Pick<World, "files">, place: SecretPlace): string {
  return world.files.resolve(secretPaths(world.files, place).state, "secrets", `${place.environment}.json`);
}
