import type { Result } from "../../events/event.ts";
import type { Style } from "../text/style.ts";
import { markSpan, type Mark } from "../text/mark.ts";
import { count, listing } from "../words/lists.ts";
import { line, span, type Line } from "../text/span.ts";
import type { Story } from "../run/story.ts";
import { wrapIndented } from "../text/wrap.ts";

/** What a reader must know beside the table: what is not proven, and what a rehearsal leaves out. */
export function summaryNotes(story: Story, style: Style): readonly Line[] {
  const { result } = story;
  if (result === undefined) return [];
  return [...unproven(result, style), ...(result.rehearsal ? rehearsal(result, story, style) : [])];
}

/** Only what has a reason could be proven, and was not waited for. */
function unproven({ services }: Result, style: Style): readonly Line[] {
  const all = services.filter(({ state }) => state === "unproven");
  const never = all.filter(({ reason }) => reason === null).map(({ name }) => name);
  const notYet = all.filter(({ reason }) => reason !== null).map(({ name }) => name);
  return [
    ...unprovenNote(never, "no health check, probe or port says that it works", style),
    ...unprovenNote(notYet, "nothing was waited for: it may not answer yet", style),
  ];
}

function unprovenNote(names: readonly string[], why: string, style: Style): readonly Line[] {
  if (names.length === 0) return [];
  return note("unproven", `${listing(names, 8)} ${names.length === 1 ? "runs" : "run"}, but ${why}`, style);
}

const mostDropped = 6;

function rehearsal(result: Result, { findings }: Story, style: Style): readonly Line[] {
  const skipped = findings.filter(({ status }) => status === "skip").map(({ title }) => title);
  const what = "this is a rehearsal: stand-ins took the place of the images, in a project of its own";
  return [
    ...note("next", `${what} (${result.project})`, style),
    ...left(result.dropped, style),
    ...(skipped.length === 0
      ? []
      : note("next", `${count(skipped.length, "check")} not judged: ${listing(skipped, 8)}`, style)),
  ];
}

function left(dropped: readonly string[], style: Style): readonly Line[] {
  if (dropped.length === 0) return [];
  const shown = dropped.slice(0, mostDropped);
  const rest = dropped.length - shown.length;
  return [
    ...note("next", "left out in it:", style),
    ...shown.flatMap((text) => wrapIndented(text, style.width, [span("    ")])),
    ...(rest > 0 ? [line(`    and ${rest} more (all of them with --json)`, "dim")] : []),
  ];
}

function note(mark: Mark, text: string, style: Style): readonly Line[] {
  return wrapIndented(text, style.width, [markSpan(mark, style.symbols), span(" ")]);
}
