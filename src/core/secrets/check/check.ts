import { judgeCertificates, observeCertificates } from "./check-certificates.ts";
import { judgeValues } from "./check-values.ts";
import type { ValuesToJudge } from "./check-values.ts";
import { driftProblems, findDrift, immutableStores } from "./drift.ts";
import type { StoreSecret } from "./drift.ts";
import { placeholderProblems } from "./placeholder.ts";
import type { SecretProblem } from "./secret-problem.ts";
import type { SecretSpecs } from "../secret-spec.ts";
import { shellWord } from "../shell-word.ts";
import { readRotationJournal } from "../store/rotation-journal.ts";
import type { RotationJournal } from "../store/rotation-journal.ts";
import { secretPaths } from "../store/secret-place.ts";
import type { SecretPlace } from "../store/secret-place.ts";
import { readStoredSecrets } from "../store/stored-secrets.ts";
import { wantedFiles } from "../wanted-files.ts";
import type { World } from "../../../world/world.ts";

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

interface SeenInGit {
  readonly envFile: string;
  /** Paths that are part of the repository, as git says them. */
  readonly tracked: readonly string[];
  /** Whether git would take the env file with the next `git add .`. */
  readonly envFileIsOpen: boolean;
}

/** Without git, or outside of a repository, nothing is committed. */
export async function observeGit(
  world: Pick<World, "files" | "processes">,
  place: SecretPlace,
  signal: AbortSignal,
): Promise<SeenInGit> {
  const envFile = secretPaths(world.files, place).envFile;
  const name = world.files.basename(envFile);
  const git = async (args: readonly string[]) => {
    const command = { command: "git", args: ["-C", place.directory, ...args], timeoutMs: 5_000, signal };
    const result = await world.processes.run(command);
    return result.kind === "exited" ? result : undefined;
  };
  const [listed, ignored, stat] = await Promise.all([
    git(["ls-files", "-z", "--", name, `secrets/${place.environment}`, ".stack"]),
    git(["check-ignore", "-q", "--", name]),
    world.files.stat(envFile),
  ]);
  return {
    envFile,
    tracked: listed?.exitCode === 0 ? listed.stdout.split("\0").filter((path) => path !== "") : [],
    // 0: ignored; 1: not ignored; 128: no repository
    envFileIsOpen: stat.kind === "file" && ignored?.exitCode === 1,
  };
}

export function judgeGit(seen: SeenInGit): readonly SecretProblem[] {
  const inGit = seen.tracked.map((path): SecretProblem => ({
    id: "secrets.in-git",
    name: "",
    detail: `${path} is committed to git: everyone with the repository has these secrets, and its history keeps them`,
    fix: `git rm --cached ${shellWord(path)}, commit, then rotate what is in it`,
    file: path,
    line: 0,
    blocking: false,
  }));
  if (!seen.envFileIsOpen || seen.tracked.some((path) => seen.envFile.endsWith(`/${path}`))) return inGit;
  const notIgnored: SecretProblem = {
    id: "secrets.not-ignored",
    name: "",
    detail: `${seen.envFile} is not in .gitignore: the next "git add ." would take the secrets along`,
    fix: "echo '.env.*' >> .gitignore",
    file: seen.envFile,
    line: 0,
    blocking: false,
  };
  return [...inGit, notIgnored];
}

interface Rights {
  readonly path: string;
  readonly kind: "file" | "directory";
  readonly mode: number;
  /** 0444 files are open to all, and shut away by their folder. */
  readonly wanted: number;
}

/** Folders and files of an environment's secrets, those that are there. */
async function observeRights(
  world: Pick<World, "files">,
  place: SecretPlace,
  specs: SecretSpecs,
): Promise<readonly Rights[]> {
  const paths = secretPaths(world.files, place);
  const known = { values: new Map<string, string>(), fresh: new Set<string>() };
  const files = wantedFiles(world.files, place, specs, known);
  // A fresh clone's folder is open to all, holds nothing, and is shut when the first secret is written.
  const holdsSecrets = (await world.files.stat(paths.folder)).kind !== "absent";
  const folders = holdsSecrets ? [paths.root, paths.folder, paths.backup] : [];
  const wanted = [
    ...folders.map((path) => ({ path, wanted: 0o700 })),
    ...files.map(({ path, mode }) => ({ path, wanted: mode })),
    { path: paths.envFile, wanted: 0o600 },
  ];
  const seen = wanted.map(async ({ path, wanted }) => {
    const stat = await world.files.stat(path);
    if (stat.kind !== "file" && stat.kind !== "directory") return [];
    return [{ path, kind: stat.kind, mode: stat.mode & 0o777, wanted }];
  });
  return (await Promise.all(seen)).flat();
}

/** Only what is too open; tighter than wanted is a person's choice. */
function judgeRights(rights: readonly Rights[]): readonly SecretProblem[] {
  return rights.flatMap(({ path, kind, mode, wanted }) => {
    const surplus = mode & 0o077 & ~wanted;
    if (surplus === 0) return [];
    const what = kind === "directory" ? "can be entered" : "can be read or written";
    return [
      {
        id: "secrets.world-readable",
        name: "",
        detail: `${path} ${what} by others of this machine (mode ${octal(mode)}, wanted ${octal(wanted)})`,
        fix: `chmod ${octal(wanted)} ${shellWord(path)}`,
        file: path,
        line: 0,
        blocking: false,
      },
    ];
  });
}

function octal(mode: number): string {
  return `0${mode.toString(8)}`;
}
