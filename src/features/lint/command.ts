import { lint as tryRules } from "./lint-environment.ts";
import { readSubject } from "./read/read-subject.ts";
import { everyCollision, namesOf } from "../../core/environment/name-collisions.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { defectAnnotations } from "./github-annotations.ts";
import { lintText } from "./lint-text.ts";
import type { LintDocument } from "./lint-text.ts";
import { printDocument } from "../../core/report/show.ts";
import type { CommandContext } from "../../command/command.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";

/** Shows the defects of layers and manifest that can be seen in files. */
export async function lint({ world, words, flags, manifest: found }: CommandContext): Promise<Outcome> {
  if (found.kind === "failed") return usageOutcome(found.error);
  const collisions = words[0] === undefined ? everyCollision(namesOf(found.value.manifest)) : [];
  if (collisions.length > 0) return usageOutcome(collisions);
  const subject = await readSubject(world, found.value, words[0], world.terminal.interrupted);
  if (subject.kind === "failed") return usageOutcome(subject.error);
  const { defects, skipped } = tryRules(subject.value, words[0] === undefined ? "all" : "one-environment");
  const document: LintDocument = {
    schema: 1,
    command: "lint",
    environment: words[0] === undefined ? null : (subject.value.lays[0]?.environment ?? null),
    ok: defects.length === 0,
    defects,
    skipped,
    files: subject.value.layers.length + 1,
  };
  printDocument(document, { world, json: flags.json, noColor: !flags.color }, (look) =>
    lintText(document, look),
  );
  if (world.machine.environment["GITHUB_ACTIONS"] === "true") {
    world.terminal.err(defectAnnotations(defects).join(""));
  }
  return defects.length === 0 ? { kind: "done" } : { kind: "defects-found", count: defects.length };
}
