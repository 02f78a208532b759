import type { World } from "../../../world/world.ts";
import type { SecretPlace } from "./secret-place.ts";
import type { SecretProblem } from "../check/secret-problem.ts";
import type { WantedFile } from "../wanted-files.ts";
import { makeSecretFolders, writeSecretFile } from "./write-secret-file.ts";

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
    if (result.kind === "failed") return { written, problems: [result.problem] };
    if (result.kind === "written") written.push(file.path);
  }
  return { written, problems: [] };
}
