import type { Result } from "../../../world/result.ts";
import type { World } from "../../../world/world.ts";
import { failed } from "../../../world/result.ts";

export type FolderAnswer = Result<string, string>;

/**
 * Named after the moment, as file systems take it, and after those there are: after the clock was set back the newest is
 * still the latest. Nobody else may look into it, nor into those above.
 */
export async function makeBackupFolder(
  { files }: Pick<World, "files">,
  directory: string,
  createdAt: string,
): Promise<FolderAnswer> {
  const path = files.resolve(directory, nameAfter(await files.list(directory), createdAt));
  for (const folder of [files.dirname(directory), directory, path]) {
    const made = await files.makeDirectory(folder, 0o700);
    if (made.kind === "failed") return failed(`${folder} cannot be made: ${made.error.reason}`);
  }
  return { kind: "ok", value: path };
}

function nameAfter(names: readonly string[], createdAt: string): string {
  const newest = names
    .filter((name) => momentIn(name) !== undefined)
    .toSorted()
    .at(-1);
  const name = nameAt(createdAt);
  if (newest === undefined || newest < name) return name;
  return nameAt(new Date((momentIn(newest) ?? 0) + 1_000).toISOString());
}

function nameAt(moment: string): string {
  return `${moment.slice(0, 19).replaceAll(":", "-")}Z`;
}

function momentIn(name: string): number | undefined {
  const moment = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)Z/u.exec(name);
  return moment === null ? undefined : Date.parse(`${moment.slice(1).join(":")}Z`);
}
