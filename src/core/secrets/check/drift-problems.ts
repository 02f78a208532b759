import type { World } from "../../../world/world.ts";
import type { JudgedStore } from "./drift.ts";
import { findBackup, type FoundBackup } from "../store/find-backup.ts";
import { readFingerprinter } from "../fingerprint.ts";
import { secretPaths, type SecretPlace } from "../store/secret-place.ts";
import type { SecretProblem } from "./secret-problem.ts";
import { shellWord } from "../shell-word.ts";
import { valueFile, type SecretSpec, type SecretSpecs } from "../secret-spec.ts";

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
  if (immutable) return `put the old value of ${secret} back from your own backup, then: ${generate}`;
  return `stack secrets rotate ${place.environment} ${secret}`;
}
