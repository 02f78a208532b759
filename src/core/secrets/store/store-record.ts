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

/**
 * A keyed hash of a value: equal values have equal ones, and without the key nobody can try passwords against it.
 * Undefined where there is no key, and none could be made.
 */
type Fingerprint = (value: string) => Promise<string>;

export interface Fingerprinter {
  readonly fingerprint: Fingerprint;
  /** Which key it was: after a lost key, old fingerprints say nothing. */
  readonly keyId: string;
}

/** With the key that stays on this machine, in the state folder. */
export async function readFingerprinter(
  world: Pick<World, "files">,
  place: SecretPlace,
): Promise<Fingerprinter | undefined> {
  const content = await world.files.read(keyPath(world, place));
  const isKey = content.kind === "text" && /^[0-9a-f]{64}\n?$/u.test(content.text);
  return isKey ? fingerprinter(content.text.trim()) : undefined;
}

/** As `readFingerprinter`, making the key when there is none. */
export async function ensureFingerprinter(
  world: Pick<World, "files" | "random">,
  place: SecretPlace,
): Promise<Fingerprinter | undefined> {
  const known = await readFingerprinter(world, place);
  if (known !== undefined) return known;
  const key = toHex(world.random.bytes(32));
  const answer = await world.files.writeAtomically(keyPath(world, place), `${key}\n`, 0o600);
  return answer.kind === "ok" ? fingerprinter(key) : undefined;
}

async function fingerprinter(hexKey: string): Promise<Fingerprinter> {
  const bytes = new TextEncoder().encode(hexKey);
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const fingerprint = async (value: string) =>
    toHex(new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(value))));
  return { fingerprint, keyId: (await fingerprint("which key is this")).slice(0, 16) };
}

function keyPath(world: Pick<World, "files">, place: SecretPlace): string {
  return world.files.resolve(secretPaths(world.files, place).state, "fingerprint.key");
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
