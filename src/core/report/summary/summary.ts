import type { Result } from "../../events/event.ts";
import { labelled } from "../text/labelled.ts";
import type { Look } from "../text/look.ts";
import { markSpan } from "../text/mark.ts";
import { commands } from "../words/commands.ts";
import { ending, timing } from "../words/ending.ts";
import { listing } from "../words/lists.ts";
import { spaced } from "../text/spaced.ts";
import { span, type Line } from "../text/span.ts";
import type { Story } from "../run/story.ts";
import { summaryNotes } from "./summary-notes.ts";
import { summaryTests } from "./summary-tests.ts";
import { summaryTable } from "./summary-table.ts";
import { wrapIndented } from "../text/wrap.ts";

/** The result of a run: each service, where the secrets are, how long it took, what to type next. */
export function summary(story: Story, look: Look): readonly Line[] {
  const { result } = story;
  if (result === undefined || result.services.length === 0) return [];
  const blocks = [
    headline(story, look),
    summaryTable(story, look),
    summaryNotes(story, look),
    summaryTests(result, look),
    [...secrets(result, look), ...labelled("time", timing(result, story, look.symbols.arrow), look)],
    nextCommands(result, look),
  ];
  return spaced(blocks);
}

/** One line that says what came of it; a failed run has said it among its problems. */
export function headline(story: Story, look: Look): readonly Line[] {
  const { result } = story;
  if (result === undefined || !result.ok) return [];
  return wrapIndented(ending(result, story), look.width, [markSpan("done", look.symbols), span(" ")], "bold");
}

function secrets({ secretsAt }: Result, look: Look): readonly Line[] {
  return secretsAt.length === 0 ? [] : labelled("secrets", listing(secretsAt), look);
}

function nextCommands(result: Result, look: Look): readonly Line[] {
  const rows = [
    ["look", commands.status(result)],
    ["follow logs", commands.followLogs(result)],
    ["stop", commands.down(result)],
  ] as const;
  return rows.flatMap(([label, command]) => labelled(label, `\`${command}\``, look));
}
