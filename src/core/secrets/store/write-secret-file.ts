import * as z from "zod";
import type { SecretProblem } from "../check/secret-problem.ts";
import { envEntry } from "../env-file/env-file.ts";
import { parseEnvFile } from "../env-file/parse-env-file.ts";
import { valueFile } from "../secret-spec.ts";
import type { SecretSpec } from "../secret-spec.ts";
import { makePrivateFolder, secretPaths } from "./secret-place.ts";
import type { SecretPlace } from "./secret-place.ts";
import type { Fingerprinter } from "./store-record.ts";
import type { WantedFile } from "../wanted-files.ts";
import type { WriteAnswer } from "../../../world/files/files.ts";
import { parseJson } from "../../../world/parse-json.ts";
import type { Failure } from "../../../world/result.ts";
import type { World } from "../../../world/world.ts";

type WriteOutcome = { readonly kind: "written" } | { readonly kind: "unchanged" } | Failure<SecretProblem>;

/** Leaves a file alone that says the same already (its mode excepted); keeps what it replaces. */
async function writeSecretFile(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  wanted: WantedFile,
): Promise<WriteOutcome> {
  if (wanted.content === undefined) return tighten(world, wanted);
  const now = await world.files.read(wanted.path);
  if (now.kind === "text" && saysTheSame(now.text, wanted.content)) return tighten(world, wanted);
  const kept =
    now.kind === "text" && now.text !== "" ? await backUp(world, place, wanted.path, now.text) : undefined;
  if (kept?.kind === "failed") return failed(wanted.path, kept.error.reason);
  const answer = await world.files.writeAtomically(wanted.path, wanted.content, wanted.mode);
  return answer.kind === "ok" ? { kind: "written" } : failed(wanted.path, answer.error.reason);
}

/** `secrets/`, the environment's folder and its backups: for nobody else's eyes. */
async function makeSecretFolders(
  world: Pick<World, "files">,
  place: SecretPlace,
): Promise<SecretProblem | undefined> {
  const paths = secretPaths(world.files, place);
  for (const path of [paths.root, paths.folder]) {
    const refusal = await makePrivateFolder(world, path);
    if (refusal !== undefined) return writeProblem(path, refusal.error.reason);
  }
  const ignore = world.files.resolve(paths.root, ".gitignore");
  if ((await world.files.stat(ignore)).kind !== "absent") return undefined;
  const answer = await world.files.writeAtomically(
    ignore,
    "# nothing in here enters a repository\n*\n",
    0o644,
  );
  return answer.kind === "ok" ? undefined : writeProblem(ignore, answer.error.reason);
}

/** An editor's final newline is no other value. */
function saysTheSame(text: string, content: string): boolean {
  return text === content || text.replace(/\r?\n$/u, "") === content;
}

async function tighten(world: Pick<World, "files">, wanted: WantedFile): Promise<WriteOutcome> {
  const stat = await world.files.stat(wanted.path);
  if (stat.kind !== "file" || (stat.mode & 0o777) === wanted.mode) return { kind: "unchanged" };
  const answer = await world.files.changeMode(wanted.path, wanted.mode);
  return answer.kind === "ok" ? { kind: "unchanged" } : failed(wanted.path, answer.error.reason);
}

function failed(path: string, reason: string): WriteOutcome {
  return { kind: "failed", error: writeProblem(path, reason) };
}

/** What could not be written, and that nothing was lost by it. */
export function writeProblem(file: string, reason: string): SecretProblem {
  return {
    id: "secrets.not-written",
    name: "",
    detail: `${file} could not be written: ${reason}; what stood there is unchanged`,
    fix: `make room and make the folder of ${file} writable by you, then run the same command again`,
    file,
    line: 0,
    blocking: true,
  };
}

export interface WrittenFiles {
  /** Paths; a file that said the same already is not among them. */
  readonly written: readonly string[];
  /** The first refusal ends it: on a full disk the next would fail too. */
  readonly problems: readonly SecretProblem[];
}

/** Writes files one after the other, each whole or not at all. */
export async function writeSecretFiles(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  files: readonly WantedFile[],
): Promise<WrittenFiles> {
  const written: string[] = [];
  const refusal = await makeSecretFolders(world, place);
  if (refusal !== undefined) return { written, problems: [refusal] };
  for (const file of files) {
    const result = await writeSecretFile(world, place, file);
    if (result.kind === "failed") return { written, problems: [result.error] };
    if (result.kind === "written") written.push(file.path);
  }
  return { written, problems: [] };
}

const lineSchema = z.object({
  at: z.string(),
  event: z.enum(["generated", "rotated", "imported"]),
  names: z.array(z.string()),
});

type SecretEvent = z.infer<typeof lineSchema>["event"];

export interface LastChange {
  readonly at: string;
  readonly event: SecretEvent;
}

/** Keeps when a secret got the value it has; never the value. That it cannot be kept stops nothing. */
export async function rememberChange(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  event: SecretEvent,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  const line = JSON.stringify({ at: world.clock.now().toISOString(), event, names });
  await world.files.appendLine(historyPath(world, place), line, 0o600);
}

/** By name: the last time that the launcher changed it. */
export async function readHistory(
  world: Pick<World, "files">,
  place: SecretPlace,
): Promise<ReadonlyMap<string, LastChange>> {
  const content = await world.files.read(historyPath(world, place));
  const lines = content.kind === "text" ? content.text.split("\n") : [];
  return new Map(
    lines
      .flatMap(parseLine)
      .flatMap(({ at, event, names }) => names.map((name) => [name, { at, event }] as const)),
  );
}

/** A line that was cut by a crash tells nothing. */
function parseLine(line: string): readonly z.infer<typeof lineSchema>[] {
  const parsed = lineSchema.safeParse(parseJson(line));
  return parsed.success ? [parsed.data] : [];
}

function historyPath(world: Pick<World, "files">, place: SecretPlace): string {
  return world.files.resolve(secretPaths(world.files, place).state, "secrets", `${place.environment}.jsonl`);
}

/** How many replaced versions of each file are kept. */
const keptVersions = 10;

/** Keeps what a file said before it is replaced, in `secrets/<environment>/backup/`, and only the last ten of it. */
export async function backUp(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  path: string,
  text: string,
): Promise<WriteAnswer> {
  const folder = secretPaths(world.files, place).backup;
  const refusal = await makePrivateFolder(world, folder);
  if (refusal !== undefined) return refusal;
  const earlier = await listBackups(world, place, path);
  const name = freeName(`${world.files.basename(path)}.${stamp(world.clock.now())}`, earlier);
  const answer = await world.files.writeAtomically(world.files.resolve(folder, name), text, 0o600);
  if (answer.kind === "ok") await removeOldest(world, folder, [...earlier, name]);
  return answer;
}

/** The kept versions of a file, oldest first: names in the backup folder. */
export async function listBackups(
  world: Pick<World, "files">,
  place: SecretPlace,
  path: string,
): Promise<readonly string[]> {
  const start = `${world.files.basename(path)}.`;
  const names = await world.files.list(secretPaths(world.files, place).backup);
  return names.filter(
    (name) => name.startsWith(start) && /^\d{8}T\d{9}Z(?:-\d+)?$/u.test(name.slice(start.length)),
  );
}

/** Sorts as it reads, and has no colons: some file systems refuse them. */
function stamp(now: Date): string {
  return now.toISOString().replaceAll(/[-:.]/gu, "");
}

/** Two replacements within a millisecond. */
function freeName(name: string, taken: readonly string[]): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!taken.includes(candidate)) return candidate;
  }
}

/** A backup that cannot be removed does no harm; the next replacement tries again. */
async function removeOldest(
  world: Pick<World, "files">,
  folder: string,
  names: readonly string[],
): Promise<void> {
  for (const name of names.slice(0, -keptVersions))
    await world.files.remove(world.files.resolve(folder, name));
}

export interface FoundBackup {
  readonly backup: string;
  /** The file it is a backup of. */
  readonly of: string;
  /** The line in the backup; 0 when the file is the value. */
  readonly line: number;
}

/** The newest replaced file that still has the value with this fingerprint. */
export async function findBackup(
  world: Pick<World, "files">,
  place: SecretPlace,
  wanted: { readonly name: string; readonly spec: SecretSpec; readonly fingerprint: string },
  fingerprinter: Fingerprinter,
): Promise<FoundBackup | undefined> {
  for (const candidate of await candidates(world, place, wanted.name, wanted.spec)) {
    if ((await fingerprinter.fingerprint(candidate.value)) === wanted.fingerprint) return candidate.found;
  }
  return undefined;
}

/** Every value that a secret has had, the newest first, as far as it is kept. */
export async function formerValues(
  world: Pick<World, "files">,
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
): Promise<readonly string[]> {
  const values = (await candidates(world, place, name, spec)).map(({ value }) => value);
  return [...new Set(values)].filter((value) => value !== "");
}

interface Candidate {
  readonly value: string;
  readonly found: FoundBackup;
}

async function candidates(
  world: Pick<World, "files">,
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
): Promise<readonly Candidate[]> {
  const paths = secretPaths(world.files, place);
  const file = valueFile(name, spec);
  const owners = [...(file === undefined ? [] : [world.files.resolve(paths.folder, file)]), paths.envFile];
  const found: Candidate[] = [];
  for (const of of owners) {
    for (const backupName of (await listBackups(world, place, of)).toReversed()) {
      const backup = world.files.resolve(paths.backup, backupName);
      const content = await world.files.read(backup);
      if (content.kind !== "text") continue;
      const entry = envEntry(parseEnvFile(of === paths.envFile ? content.text : ""), name);
      if (of !== paths.envFile)
        found.push({ value: content.text.replace(/\r?\n$/u, ""), found: { backup, of, line: 0 } });
      else if (entry !== undefined)
        found.push({ value: entry.value, found: { backup, of, line: entry.line } });
    }
  }
  return found;
}
