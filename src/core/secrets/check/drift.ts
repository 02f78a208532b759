import type { SecretProblem } from "./secret-problem.ts";
import {
  ensureFingerprinter,
  readFingerprinter,
  readStoreRecord,
  writeStoreRecord,
} from "../store/store-record.ts";
import type { Fingerprinter, StoreRecordEntry } from "../store/store-record.ts";
import { valueFile } from "../secret-spec.ts";
import type { SecretSpec, SecretSpecs } from "../secret-spec.ts";
import { shellWord } from "../shell-word.ts";
import { findBackup } from "../store/write-secret-file.ts";
import type { FoundBackup } from "../store/write-secret-file.ts";
import { secretPaths } from "../store/secret-place.ts";
import type { SecretPlace } from "../store/secret-place.ts";
import type { World } from "../../../world/world.ts";

/** A secret that a volume keeps from the moment it is initialised, and what the secret is now. */
export interface StoreSecret {
  readonly secret: string;
  readonly value: string;
  readonly volume: string;
  /** As the engine says it; a volume made anew has another. */
  readonly volumeCreatedAt: string;
}

/** The same without the value: what is compared and kept. */
type StoreFingerprint = Omit<StoreRecordEntry, "recordedAt">;

interface JudgedStore {
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

/** Says of each store that drifted which, since when, and the way out: the old value back, or a new one for both. */
export async function driftProblems(
  world: Pick<World, "files">,
  place: SecretPlace,
  specs: SecretSpecs,
  judged: readonly JudgedStore[],
): Promise<readonly SecretProblem[]> {
  const fingerprinter = await readFingerprinter(world, place);
  const problems = judged.map(async ({ secret, volume, state, recorded }) => {
    const spec = specs[secret];
    if (state !== "drifted" || recorded === undefined || spec === undefined) return [];
    const wanted = { name: secret, spec, fingerprint: recorded.fingerprint };
    const backup = fingerprinter && (await findBackup(world, place, wanted, fingerprinter));
    const since = recorded.recordedAt;
    return [driftProblem(world, place, { secret, volume, since, spec, backup })];
  });
  return (await Promise.all(problems)).flat();
}

interface Drift {
  readonly secret: string;
  readonly volume: string;
  readonly since: string;
  readonly spec: SecretSpec;
  readonly backup: FoundBackup | undefined;
}

function driftProblem(world: Pick<World, "files">, place: SecretPlace, drift: Drift): SecretProblem {
  const paths = secretPaths(world.files, place);
  const own = valueFile(drift.secret, drift.spec);
  const file = own === undefined ? paths.envFile : world.files.resolve(paths.folder, own);
  const what =
    drift.volume === ""
      ? `${drift.secret} must never change, for data is encrypted with it; it is not what it was on ${drift.since}`
      : `the volume ${drift.volume} works with another ${drift.secret} than ${file} has: it was recorded on ${drift.since}`;
  const immutable = drift.spec.immutable === true;
  return {
    id: immutable ? "secrets.immutable-changed" : "secrets.drift",
    name: drift.secret,
    detail: `${what}${otherWay(place, drift, immutable)}`,
    fix: wayOut(place, drift, immutable),
    file,
    line: 0,
    blocking: true,
  };
}

/** Where the old value can be put back, the store can be given a new one as well. */
function otherWay(place: SecretPlace, { backup, secret }: Drift, immutable: boolean): string {
  if (backup === undefined) return "; no backup here has the old value";
  return immutable ? "" : `; or give both a new one: stack secrets rotate ${place.environment} ${secret}`;
}

/** One thing to do: the old value back where there is a copy of it, else a new one for the store and the file. */
function wayOut(place: SecretPlace, drift: Drift, immutable: boolean): string {
  const { backup, secret } = drift;
  const generate = `stack secrets generate ${place.environment}`;
  if (backup?.line === 0) return `cp -f ${shellWord(backup.backup)} ${shellWord(backup.of)} && ${generate}`;
  if (backup !== undefined)
    return `copy line ${backup.line} of ${backup.backup} into ${backup.of}, then: ${generate}`;
  if (immutable)
    return `put the old value of ${secret} back from your own backup, then: ${generate}; or, where no data is left that needs it: stack up ${place.environment} --ignore secrets.immutable-changed`;
  return `stack secrets rotate ${place.environment} ${secret}`;
}

/** Immutable secrets, as if each had a volume that lives for ever: what they are now is what they must stay. */
export function immutableStores(
  specs: SecretSpecs,
  values: ReadonlyMap<string, { readonly value: string }>,
): readonly StoreSecret[] {
  return Object.entries(specs).flatMap(([secret, spec]) => {
    const value = values.get(secret)?.value;
    const isKept = spec.immutable === true && value !== undefined;
    return isKept ? [{ secret, value, volume: "", volumeCreatedAt: "" }] : [];
  });
}
