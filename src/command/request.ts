import type { PrepareRequest } from "../core/plan/prepare.ts";
import type { CommandContext } from "./command.ts";

/** The environment a command is about, as its words and flags say. */
export function prepareRequest({ words, flags, manifest }: CommandContext): PrepareRequest {
  return {
    manifest,
    environment: words[0] ?? "",
    gpu: flags.gpu,
    rehearse: flags.rehearse || flags.rehearseWith.length > 0,
    profiles: flags.profile,
    extraFiles: flags.file,
    set: flags.set,
    only: flags.only,
  };
}
