import type { UpRequest } from "../launch/up.ts";
import type { CommandContext } from "./command.ts";

/** How what was prepared becomes what is performed: as it is, or with stand-ins in place of the images. */
export function stageFor(
  _context: CommandContext,
  about: { readonly rehearsal: boolean },
): { readonly stage: UpRequest["stage"]; readonly dropped: () => readonly string[] } {
  return {
    stage: async (prepared, project) =>
      Promise.resolve(
        about.rehearsal
          ? { kind: "problems", problems: [{ message: "rehearsals are not there yet", fix: "" }] }
          : { kind: "staged", prepared, project },
      ),
    dropped: () => [],
  };
}
