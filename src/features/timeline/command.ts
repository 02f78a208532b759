import type { Outcome } from "../../core/events/outcome.ts";
import { lastStart } from "./last-start.ts";
import { maskDocument } from "../../core/secrets/mask/mask-document.ts";
import type { Timeline } from "../../core/journal/timeline-from.ts";
import { show } from "../../core/report/show.ts";
import { timelineHtml } from "./timeline-html.ts";
import { timelineText } from "./timeline-text.ts";
import type { CommandContext } from "../../command/command.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";

/** The JSON of `stack timeline`. */
interface TimelineDocument extends Timeline {
  readonly schema: 1;
  readonly command: "timeline";
  /** The page that was written, where one was asked for. */
  readonly html?: string;
}

/** Shows the last start as a Gantt chart. */
export async function timeline({ world, words, flags, redact }: CommandContext): Promise<Outcome> {
  const found = await lastStart(world, words[0] ?? "", flags.rehearse);
  if (found.kind === "problems") return usageOutcome(found.problems);
  const { environment, timeline: document } = found.value;
  if (document === undefined) {
    return {
      kind: "usage",
      message: `no start of ${environment} is on record here`,
      fix: `stack up ${environment}`,
    };
  }
  if (flags.html !== undefined) {
    const path = world.files.resolve(world.machine.workingDirectory, flags.html);
    const written = await world.files.writeAtomically(
      path,
      timelineHtml(maskDocument(document, redact)),
      0o644,
    );
    if (written.kind === "failed") {
      return {
        kind: "usage",
        message: `${flags.html} cannot be written: ${written.reason}`,
        fix: `stack timeline ${environment}`,
      };
    }
  }
  const page = flags.html === undefined ? {} : { html: flags.html };
  const whole: TimelineDocument = { schema: 1, command: "timeline", ...document, ...page };
  show(whole, { world, json: flags.json, noColor: !flags.color }, (look) => timelineText(document, look));
  return { kind: "done" };
}
