import type { Result } from "../../../world/result.ts";
import type { World } from "../../../world/world.ts";
import { failed } from "../../../world/result.ts";

export type FolderAnswer = Result<string, string>;

/** Named after the moment, as file systems take it; nobody else may look into it, nor into those above. */
export async function makeBackupFolder(
  { files }: Pick<World, "files">,
  directory: string,
  createdAt: string,
): Promise<FolderAnswer> {
  const moment = `${createdAt.slice(0, 19).replaceAll(":", "-")}Z`;
  const taken = await files.list(directory);
  const path = files.resolve(directory, freeName(moment, taken));
  for (const folder of [files.dirname(directory), directory, path]) {
    const made = await files.makeDirectory(folder, 0o700);
    if (made.kind === "failed") return failed(`${folder} cannot be made: ${made.error.reason}`);
  }
  return { kind: "ok", value: path };
}

/** Two backups within a second. */
function freeName(name: string, taken: readonly string[]): string {
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name}-${String(count)}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
