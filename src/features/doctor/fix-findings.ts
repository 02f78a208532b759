import type { Problem } from "../../core/environment/problem.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { fixesFor } from "../../core/preflight/fixes/fixes.ts";
import type { Fix, FixMaker } from "../../core/preflight/fixes/fixes.ts";
import type { FixRecord } from "./doctor-text.ts";
import { fixText, fixedText } from "./fix-text.ts";
import { commands } from "../../core/report/words/commands.ts";
import { tellLines } from "../../core/report/tell-lines.ts";
import type { CommandContext } from "../../command/command.ts";
import { confirm } from "../../command/confirm.ts";
import { examine } from "./examine.ts";
import type { Examination } from "./examine.ts";
import { fixMakers } from "./fix-makers.ts";

export type FixedExamination =
  | Examination
  | { readonly kind: "refused"; readonly outcome: Outcome }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** Shows each safe repair, asks, makes it, and looks again, so that what is told last is how things are now. */
export async function fixFindings(
  context: CommandContext,
  found: Examination,
  more: readonly FixMaker[] = [],
): Promise<FixedExamination> {
  const { world, flags } = context;
  const fixes = fixesFor(found.document.findings, [...fixMakers(context, found), ...more]);
  if (fixes.length > 0 && !flags.yes && !world.terminal.canAsk) {
    return { kind: "refused", outcome: nobodyToAsk(fixes, found.document.environment) };
  }
  const records: FixRecord[] = [];
  for (const fix of fixes) records.push(await offer(context, fix));
  const isChanged = records.some(({ state }) => state === "applied");
  const now = isChanged ? await examine(context) : found;
  return now.kind === "problems" ? now : { ...now, document: { ...now.document, fixes: records } };
}

function nobodyToAsk(fixes: readonly Fix[], environment: string | null): Outcome {
  const list = fixes.map(({ title, preview }) => `  ${title}: ${preview.join("; ")}`);
  const count = fixes.length === 1 ? "1 repair is" : `${fixes.length} repairs are`;
  return {
    kind: "usage",
    message: [`${count} possible, and there is nobody to ask:`, ...list].join("\n"),
    fix: `${commands.doctorFix(environment ?? undefined)} --yes`,
  };
}

async function offer(context: CommandContext, fix: Fix): Promise<FixRecord> {
  const { world, flags } = context;
  tellLines(world, !flags.color, (look) => fixText(fix, look));
  const record = await perform(context, fix);
  tellLines(world, !flags.color, (look) => fixedText(record, look));
  return record;
}

async function perform(context: CommandContext, fix: Fix): Promise<FixRecord> {
  const { world } = context;
  const { id, title, undo, finding } = fix;
  const about = { id, title, undo, finding: finding.id, reason: "", next: "" };
  if (!(await confirm(context, "Do it?"))) return { ...about, state: "declined" };
  const answer = await fix.apply(world, world.terminal.interrupted);
  return answer.kind === "applied"
    ? { ...about, state: "applied" }
    : { ...about, state: "failed", reason: answer.reason, next: answer.next };
}
