import type { ConfigDocument } from "../../../core/environment/config-schema.ts";
import type { Dropped, RehearsalOptions } from "./rehearsal.ts";
import type { Part } from "./part.ts";

type Files = ConfigDocument["secrets"];
type Sources = RehearsalOptions["sources"];

/** Secrets or configs that are there, with their sources and without their resolved names: those are the real project's. */
export function rehearseFiles(kind: "secret" | "config", files: Files, sources: Sources): Part {
  const judged = Object.entries(files).map(([key, file]) => ({ key, file, why: whyNotFile(file, sources) }));
  return {
    written: Object.fromEntries(
      judged.flatMap(({ key, file: { name: _name, ...file }, why }) =>
        why === undefined ? [[key, file]] : [],
      ),
    ),
    dropped: judged.flatMap(({ key, why }): readonly Dropped[] =>
      why === undefined ? [] : [{ service: undefined, what: `${kind} ${key}`, why }],
    ),
  };
}

/** Why a rehearsal goes without it; undefined when it has it. */
export function whyNotFile(file: Files[string] | undefined, sources: Sources): string | undefined {
  if (file === undefined) return "nothing declares it";
  if (file.external === true) return "it is kept outside of the environment";
  // Another environment's, as a rule: the environment's own have been generated before.
  return file.file !== undefined && sources.get(file.file) === "absent"
    ? `${file.file} does not exist`
    : undefined;
}
