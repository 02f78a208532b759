import type { CommandContext } from "../../command/command.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";
import { rehearsalOf } from "../../core/environment/name-collisions.ts";
import { ok, problems } from "../../core/environment/problem.ts";
import type { Read } from "../../core/environment/problem.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { recordedRuns } from "../../core/journal/run-journal.ts";
import type { Timeline } from "../../core/journal/timeline-from.ts";
import { findRunningProject, nameProject } from "../../core/ownership/running-project.ts";
import { printDocument } from "../../core/report/show.ts";
import { maskDocument } from "../../core/secrets/mask/mask-document.ts";
import { timelineHtml } from "./timeline-html.ts";
import { timelineText } from "./timeline-text.ts";

/** The JSON of `stack timeline`. */
interface TimelineDocument extends Timeline {
  readonly schema: 1;
  readonly command: "timeline";
  /** The page that was written, where one was asked for. */
  readonly html?: string;
}

/** Shows the last start as a Gantt chart. */
export async function timeline(context: CommandContext): Promise<Outcome> {
  const { world, words, flags, redact } = context;
  const found = await lastStart(context, words[0] ?? "", flags.rehearse);
  if (found.kind === "failed") return usageOutcome(found.error);
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
        message: `${flags.html} cannot be written: ${written.error.reason}`,
        fix: `stack timeline ${environment}`,
      };
    }
  }
  const page = flags.html === undefined ? {} : { html: flags.html };
  const whole: TimelineDocument = { schema: 1, command: "timeline", ...document, ...page };
  printDocument(whole, { world, json: flags.json, noColor: !flags.color }, (look) =>
    timelineText(document, look),
  );
  return { kind: "done" };
}

export interface LastStart {
  readonly environment: string;
  /** Undefined: none is on record here. */
  readonly timeline: Timeline | undefined;
}

/**
 * The last start on record of what an environment's name means now, or else of the other, the real one or its rehearsal.
 * A record is there without its containers, and without an engine.
 */
export async function lastStart(
  context: CommandContext,
  word: string,
  rehearse: boolean,
): Promise<Read<LastStart>> {
  const { world } = context;
  const named = await nameProject(context, word);
  if (named.kind === "failed") return named;
  const { environment, project, folder, taken } = named.value;
  if (rehearse && taken !== undefined) return problems(taken);
  const rehearsal = rehearsalOf(project);
  const running = await findRunningProject(context, word, rehearse);
  const meant = running.kind === "ok" ? running.value.project : rehearse ? rehearsal : project;
  const candidates = rehearse
    ? [rehearsal]
    : [meant, ...(meant === project ? [rehearsal] : [project])].filter(
        (candidate) => taken === undefined || candidate !== rehearsal,
      );
  const stateDirectory = world.files.resolve(folder, ".stack");
  for (const candidate of candidates) {
    const runs = await recordedRuns(world, { stateDirectory, project: candidate });
    const timeline = runs.findLast((run) => run.timeline !== undefined)?.timeline;
    if (timeline !== undefined) return ok({ environment, timeline });
  }
  return ok({ environment, timeline: undefined });
}
