import { problemLines } from "../core/report/text/complaint.ts";
import { tellLines } from "../core/report/tell-lines.ts";
import type { CommandContext } from "./command.ts";

/**
 * Writes a file that was asked for, its values masked before they were put into its form. Undefined where it cannot be
 * written, which is said at once: what the command found is not lost over it.
 */
export async function writeOutput(
  { world, flags }: CommandContext,
  file: string,
  content: string,
  mode: number,
): Promise<string | undefined> {
  const path = world.files.resolve(world.machine.workingDirectory, file);
  const answer = await world.files.writeAtomically(path, content, mode);
  if (answer.kind === "ok") return path;
  const said = {
    message: `${path} cannot be written: ${answer.error.reason}`,
    fix: wayOut(answer.error.code, path, world.files.dirname(path)),
  };
  tellLines(world, !flags.color, (look) => problemLines(said, look));
  return undefined;
}

/** By what the system refused it for. */
function wayOut(code: string, path: string, folder: string): string {
  switch (code) {
    case "EISDIR":
      return `that is a folder; name a file in it: ${path}/report`;
    case "ENOTDIR":
    case "EEXIST":
      return `${folder} is no folder: name a file in one that is`;
    case "ENOSPC":
    case "EDQUOT":
      return `make room: df -h ${folder}`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `name a file in a folder that you may write to; who may write here: ls -ld ${folder}`;
    default:
      return `name another file, or look: ls -ld ${folder}`;
  }
}
