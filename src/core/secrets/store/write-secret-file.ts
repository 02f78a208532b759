import type { Failure } from "../../../world/result.ts";
import type { SecretProblem } from "../check/secret-problem.ts";
import { backUp } from "./backup.ts";
import { makePrivateFolder, secretPaths } from "./secret-place.ts";
import type { SecretPlace } from "./secret-place.ts";
import type { WantedFile } from "../wanted-files.ts";
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
