import type { Outcome } from "../../core/events/outcome.ts";
import { doctorText } from "./doctor-text.ts";
import type { DoctorDocument } from "./doctor-text.ts";
import { findingAnnotations } from "../../core/report/reporters/github.ts";
import { junitOfFindings } from "../../core/report/reporters/junit.ts";
import { printDocument } from "../../core/report/show.ts";
import { maskDocument } from "../../core/secrets/mask/mask-document.ts";
import { writeBugReport } from "./bug-report.ts";
import type { CommandContext } from "../../command/command.ts";
import { gatherFindings } from "./gather-findings.ts";
import type { GatheredFindings } from "./gather-findings.ts";
import { fixFindings } from "./fix-findings.ts";
import { interruptedOutcome, usageOutcome } from "../../command/usage-outcome.ts";
import { writeOutput } from "../../command/write-output.ts";

/** Checks this machine, and says what to do about what is wrong. */
export async function doctor(context: CommandContext): Promise<Outcome> {
  const { world, flags } = context;
  const examined = await gatherFindings(context);
  if (world.terminal.interrupted.aborted) return interruptedOutcome(world);
  if (examined.kind === "failed") return usageOutcome(examined.error);
  const fixed = flags.fix ? await fixFindings(context, examined) : examined;
  if (fixed.kind === "refused") return fixed.outcome;
  if (world.terminal.interrupted.aborted) return interruptedOutcome(world);
  if (fixed.kind === "failed") return usageOutcome(fixed.error);
  return conclude(context, fixed);
}

async function conclude(context: CommandContext, examination: GatheredFindings): Promise<Outcome> {
  const { world, flags } = context;
  const report = flags.report ? await writeBugReport(context, examination) : undefined;
  const document = { ...examination.document, ...(report === undefined ? {} : { report }) };
  printDocument(document, { world, json: flags.json, noColor: !flags.color }, (look) =>
    doctorText(document, look, flags.verbose),
  );
  if (world.machine.environment["GITHUB_ACTIONS"] === "true") {
    world.terminal.err(findingAnnotations(document.findings).join(""));
  }
  const junit = flags.junit === undefined ? "" : await writeJunit(context, document, flags.junit);
  const failed = document.findings.filter(({ status }) => status === "fail").length;
  if (failed > 0) return { kind: "blocked", failed };
  const isWritten = junit !== undefined && (report !== undefined || !flags.report);
  return isWritten ? { kind: "done" } : { kind: "usage", said: true };
}

async function writeJunit(
  context: CommandContext,
  document: DoctorDocument,
  file: string,
): Promise<string | undefined> {
  const { findings, environment, durationMs } = maskDocument(document, context.redact);
  return writeOutput(context, file, junitOfFindings(findings, environment ?? "", durationMs), 0o644);
}
