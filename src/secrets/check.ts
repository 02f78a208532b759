import type { World } from "../world/world.ts";
import { judgeCertificates, observeCertificates } from "./check-certificates.ts";
import { judgeGit, observeGit } from "./check-git.ts";
import { judgeRights, observeRights } from "./check-rights.ts";
import { judgeValues } from "./check-values.ts";
import { findDrift, type StoreSecret } from "./drift.ts";
import { driftProblems } from "./drift-problems.ts";
import { immutableStores } from "./immutable-stores.ts";
import { placeholderProblems } from "./placeholder.ts";
import { readRotationJournal, type RotationJournal } from "./rotation-journal.ts";
import type { SecretPlace } from "./secret-place.ts";
import type { SecretProblem } from "./secret-problem.ts";
import type { SecretSpecs } from "./secret-spec.ts";
import { readStoredSecrets } from "./stored-secrets.ts";

export interface SecretCheckRequest extends SecretPlace {
  readonly specs: SecretSpecs;
  /** Names of the other environments, whose values must differ. */
  readonly otherEnvironments: readonly string[];
  /** What the engine's volumes were initialised with; empty where no engine answers. */
  readonly stores: readonly StoreSecret[];
}

/** Everything that is wrong with an environment's secrets, the blocking first. Changes nothing. */
export async function checkSecrets(
  world: Pick<World, "files" | "processes">,
  request: SecretCheckRequest,
  signal: AbortSignal,
): Promise<readonly SecretProblem[]> {
  const { specs } = request;
  const stored = await readStoredSecrets(world, request, specs);
  const others = request.otherEnvironments.map(async (environment) => {
    const other = await readStoredSecrets(world, { ...request, environment }, specs);
    return { environment, values: other.values };
  });
  const rotation = await readRotationJournal(world, request);
  const drift = await findDrift(world, request, [
    ...request.stores.filter(({ secret }) => !isChanging(rotation, secret)),
    ...immutableStores(specs, stored.values),
  ]);
  const problems = [
    ...stored.problems,
    ...judgeRotation(request, rotation),
    ...placeholderProblems(world, request, specs, stored),
    ...judgeValues({ place: request, specs, stored, others: await Promise.all(others) }),
    ...(await driftProblems(world, request, specs, drift)),
    ...judgeRights(await observeRights(world, request, specs)),
    ...judgeCertificates(request, await observeCertificates(world, specs, stored)),
    ...judgeGit(await observeGit(world, request, signal)),
  ];
  return [...problems.filter(({ blocking }) => blocking), ...problems.filter(({ blocking }) => !blocking)];
}

/** While a rotation is under way, its store and its file may well disagree: to finish it is the way out. */
function isChanging(journal: RotationJournal | undefined, secret: string): boolean {
  return journal?.changes.some(({ name }) => name === secret) ?? false;
}

/** Not blocking: to finish it, its stores must run. */
function judgeRotation(place: SecretPlace, journal: RotationJournal | undefined): readonly SecretProblem[] {
  if (journal === undefined) return [];
  const names = journal.changes.map(({ name }) => name).join(", ");
  const detail = `a rotation of ${names} that began on ${journal.since} has not ended`;
  const fix = `stack secrets rotate ${place.environment}`;
  return [{ id: "secrets.rotation-unfinished", name: "", detail, fix, file: "", line: 0, blocking: false }];
}
