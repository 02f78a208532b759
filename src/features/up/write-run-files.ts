import { timelineFrom } from "../../core/journal/timeline-from.ts";
import { junitOfResult } from "../../core/report/reporters/junit.ts";
import { timelineHtml } from "../timeline/timeline-html.ts";
import { maskDocument } from "../../core/secrets/mask/mask-document.ts";
import type { CommandContext } from "../../command/command.ts";
import type { Run } from "../../command/recorded-run.ts";

/** The files a run was asked for: `--junit` and `--timeline`. One that cannot be written is said, and changes nothing. */
export async function writeRunFiles(context: CommandContext, run: Run): Promise<void> {
  await writeJunit(context, run);
  if (context.flags.timeline !== undefined) await writeTimeline(context, run, context.flags.timeline);
}

async function writeJunit({ world, flags, redact }: CommandContext, { events, tell }: Run): Promise<void> {
  const result = events.findLast((event) => event.type === "result");
  if (flags.junit === undefined || result === undefined) return;
  const findings = events.flatMap((event) => (event.type === "finding" ? [event.finding] : []));
  const path = world.files.resolve(world.machine.workingDirectory, flags.junit);
  const answer = await world.files.writeAtomically(
    path,
    junitOfResult(maskDocument(result, redact), maskDocument(findings, redact)),
    0o644,
  );
  if (answer.kind === "failed")
    tell({ type: "notice", text: `${flags.junit} cannot be written: ${answer.reason}` });
}

async function writeTimeline(
  { world, redact }: CommandContext,
  { events, tell }: Run,
  file: string,
): Promise<void> {
  const path = world.files.resolve(world.machine.workingDirectory, file);
  const answer = await world.files.writeAtomically(
    path,
    timelineHtml(maskDocument(timelineFrom(events), redact)),
    0o644,
  );
  if (answer.kind === "failed") tell({ type: "notice", text: `${file} cannot be written: ${answer.reason}` });
}
