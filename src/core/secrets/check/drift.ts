import type { World } from "../../../world/world.ts";
import { ensureFingerprinter, readFingerprinter, type Fingerprinter } from "../fingerprint.ts";
import type { SecretPlace } from "../store/secret-place.ts";
import { readStoreRecord, writeStoreRecord, type StoreRecordEntry } from "../store/store-record.ts";

/** A secret that a volume keeps from the moment it is initialised, and what the secret is now. */
export interface StoreSecret {
  readonly secret: string;
  readonly value: string;
  readonly volume: string;
  /** As the engine says it; a volume made anew has another. */
  readonly volumeCreatedAt: string;
}

/** The same without the value: what is compared and kept. */
export type StoreFingerprint = Omit<StoreRecordEntry, "recordedAt">;

export interface JudgedStore {
  readonly secret: string;
  readonly volume: string;
  /** `unrecorded`: made before there were records, made anew, or their key is lost. */
  readonly state: "agrees" | "drifted" | "unrecorded";
  readonly recorded: StoreRecordEntry | undefined;
}

/** Whether each volume was initialised with the value that its secret has now. */
export function judgeDrift(
  recorded: readonly StoreRecordEntry[],
  current: readonly StoreFingerprint[],
): readonly JudgedStore[] {
  return current.map((now) => {
    const known = recorded.find((entry) => isSameVolume(entry, now));
    const state =
      known === undefined ? "unrecorded" : known.fingerprint === now.fingerprint ? "agrees" : "drifted";
    return { secret: now.secret, volume: now.volume, state, recorded: known };
  });
}

/** Compares the stores that are there with what was recorded of them; writes nothing. */
export async function findDrift(
  world: Pick<World, "files">,
  place: SecretPlace,
  stores: readonly StoreSecret[],
): Promise<readonly JudgedStore[]> {
  const [fingerprinter, record] = [
    await readFingerprinter(world, place),
    await readStoreRecord(world, place),
  ];
  if (fingerprinter === undefined) return judgeDrift([], stores.map(withoutValue));
  const entries = record?.keyId === fingerprinter.keyId ? record.entries : [];
  return judgeDrift(entries, await fingerprintAll(fingerprinter, stores));
}

/**
 * Keeps what these stores were initialised with, after they were seen to work. What is recorded of a volume stays,
 * unless `replace`: a rotation changed the store itself.
 */
export async function rememberStores(
  world: Pick<World, "files" | "random" | "clock">,
  place: SecretPlace,
  stores: readonly StoreSecret[],
  how: "keep" | "replace",
): Promise<void> {
  if (stores.length === 0) return;
  const fingerprinter = await ensureFingerprinter(world, place);
  if (fingerprinter === undefined) return;
  const record = await readStoreRecord(world, place);
  const known = record?.keyId === fingerprinter.keyId ? record.entries : [];
  const recordedAt = world.clock.now().toISOString();
  const now = (await fingerprintAll(fingerprinter, stores)).map((one) => Object.assign(one, { recordedAt }));
  const fresh =
    how === "replace" ? now : now.filter((one) => !known.some((entry) => isSameVolume(entry, one)));
  if (fresh.length === 0) return;
  const kept = known.filter((entry) => !fresh.some((one) => isSameName(entry, one)));
  await writeStoreRecord(world, place, {
    schema: 1,
    keyId: fingerprinter.keyId,
    entries: [...kept, ...fresh],
  });
}

async function fingerprintAll(
  fingerprinter: Fingerprinter,
  stores: readonly StoreSecret[],
): Promise<readonly StoreFingerprint[]> {
  return Promise.all(
    stores.map(async (store) => ({
      ...withoutValue(store),
      fingerprint: await fingerprinter.fingerprint(store.value),
    })),
  );
}

function withoutValue({ secret, volume, volumeCreatedAt }: StoreSecret): StoreFingerprint {
  return { secret, volume, volumeCreatedAt, fingerprint: "" };
}

function isSameVolume(a: StoreFingerprint, b: StoreFingerprint): boolean {
  return isSameName(a, b) && a.volumeCreatedAt === b.volumeCreatedAt;
}

function isSameName(a: StoreFingerprint, b: StoreFingerprint): boolean {
  return a.secret === b.secret && a.volume === b.volume;
}
