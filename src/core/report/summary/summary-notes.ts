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

/** Those without a reason together; each of the others has its own. */
function unproven({ services }: Result, style: Style): readonly Line[] {
  const all = services.filter(({ state }) => state === "unproven");
  const unasked = all.filter(({ reason }) => reason === null).map(({ name }) => name);
  const why = "no health check, probe or port says that it works";
  const runs = `${listing(unasked, 8)} ${unasked.length === 1 ? "runs" : "run"}, but ${why}`;
  return [
    ...(unasked.length === 0 ? [] : note("unproven", runs, style)),
    ...all.flatMap(({ name, reason }) =>
      reason === null ? [] : note("unproven", `${name} ${reason}`, style),
    ),
  ];
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
