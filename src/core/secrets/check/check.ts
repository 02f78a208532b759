import { judgeValues } from "./check-values.ts";
import type { ValuesToJudge } from "./check-values.ts";
import { driftProblems, findDrift, immutableStores } from "./drift.ts";
import type { StoreSecret } from "./drift.ts";
import { placeholderProblems } from "./placeholder.ts";
import type { SecretProblem } from "./secret-problem.ts";
import type { SecretSpecs } from "../secret-spec.ts";
import { readRotationJournal } from "../store/rotation-journal.ts";
import type { RotationJournal } from "../store/rotation-journal.ts";
import type { SecretPlace } from "../store/secret-place.ts";
import { readStoredSecrets } from "../store/stored-secrets.ts";
import type { World } from "../../../world/world.ts";
import { observeGit, judgeGit } from "./check-git.ts";
import { observeRights, judgeRights } from "./check-rights.ts";
import { observeCertificates, judgeCertificates } from "./check-certificates.ts";

interface SecretCheckRequest extends SecretPlace {
  readonly specs: SecretSpecs;
  /** Names of the other environments, whose values must differ. */
  readonly otherEnvironments: readonly string[];
  /** What the engine's volumes were initialised with; empty where no engine answers. */
  readonly stores: readonly StoreSecret[];
}

/** Everything that is wrong with an environment's secrets, the blocking first. Changes nothing. */
export async function checkSecrets(
  world: Pick<World, "files" | "processes" | "certificates" | "clock">,
  request: SecretCheckRequest,
  signal: AbortSignal,
): Promise<readonly SecretProblem[]> {
  const { specs } = request;
  // a start waits for this: everything is looked at together
  const [stored, others, rotation, rights, git] = await Promise.all([
    readStoredSecrets(world, request, specs),
    readOthers(world, request),
    readRotationJournal(world, request),
    observeRights(world, request, specs),
    observeGit(world, request, signal),
  ]);
  const certificates = observeCertificates(world, specs, stored);
  const drift = await findDrift(world, request, [
    ...request.stores.filter(({ secret }) => !isChanging(rotation, secret)),
    ...immutableStores(specs, stored.values),
  ]);
  const problems = [
    ...stored.problems,
    ...judgeRotation(request, rotation),
    ...placeholderProblems(world, request, specs, stored),
    ...judgeValues({ place: request, specs, stored, others }),
    ...(await driftProblems(world, request, specs, drift)),
    ...judgeRights(rights),
    ...judgeCertificates(request, certificates),
    ...judgeGit(git),
  ];
  return [...problems.filter(({ blocking }) => blocking), ...problems.filter(({ blocking }) => !blocking)];
}

async function readOthers(
  world: Pick<World, "files">,
  { directory, specs, otherEnvironments }: SecretCheckRequest,
): Promise<ValuesToJudge["others"]> {
  const read = otherEnvironments.map(async (environment) => {
    const { values } = await readStoredSecrets(world, { environment, directory }, specs);
    return { environment, values };
  });
  return Promise.all(read);
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
