import type { Staying } from "../../stop/removal.ts";

/** Why something is left where it is. */
export function stayingSentence({ kind, name, why }: Staying): string {
  return `${kind} ${name}: ${stayingReason(why)}`;
}

export function stayingReason(why: Staying["why"]): string {
  switch (why.kind) {
    case "another-folder":
      return `it was started from ${why.folder}`;
    case "not-made-by-compose":
      return "it bears this project's label, but Compose did not make it";
    case "not-recorded":
      return "no start from this folder made it";
    case "external":
      return "the model declares it external";
    case "in-use":
      return `${why.by.join(", ")} uses it`;
    case "data":
      return "it holds data";
    case "not-in-backup":
      return "it is not in the backup";
  }
}
