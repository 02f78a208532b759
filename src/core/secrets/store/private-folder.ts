import type { WriteAnswer } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";

type Refusal = Extract<WriteAnswer, { kind: "failed" }>;

/** Makes a folder that nobody else of this machine can enter, or takes their rights away; undefined when it is so. */
export async function makePrivateFolder(
  world: Pick<World, "files">,
  path: string,
): Promise<Refusal | undefined> {
  const stat = await world.files.stat(path);
  if (stat.kind === "directory" && (stat.mode & 0o777) === 0o700) return undefined;
  const answer =
    stat.kind === "directory"
      ? await world.files.changeMode(path, 0o700)
      : await world.files.makeDirectory(path, 0o700);
  return answer.kind === "failed" ? answer : undefined;
}
