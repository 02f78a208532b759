import type { CommandContext } from "./command.ts";
import { interruptedOutcome } from "./usage-outcome.ts";
import type { Outcome } from "../core/events/outcome.ts";
import { previewText } from "../core/report/preview-text.ts";
import { printDocument } from "../core/report/show.ts";
import { paint } from "../core/report/text/colour.ts";
import { styleOf } from "../core/report/text/style.ts";
import type { RemovalDocument } from "../core/stop/take-down.ts";

interface Consent {
  readonly question: string;
  /** Where data goes: this word has to be typed, not merely a yes. */
  readonly word: string | undefined;
  /** The command, for those whom nobody can ask. */
  readonly command: string;
  /** What will be done has just been shown, so there is no preview to ask for. */
  readonly isShown?: boolean;
}

/** Asks before something is removed, with No as the default. Undefined means yes; else how the command ends. */
export async function withoutConsent(
  { world, flags }: CommandContext,
  { question, word, command, isShown }: Consent,
): Promise<Outcome | undefined> {
  if (flags.yes) return undefined;
  if (!world.terminal.canAsk) {
    return {
      kind: "usage",
      message: "nothing was changed: this has to be confirmed, and here is no terminal to ask on",
      fix: isShown === true ? `${command} --yes` : `look first: ${command} --dry-run; then: ${command} --yes`,
    };
  }
  const how = word === undefined ? "[y/N]" : `Type ${word} to go on:`;
  const typed = await world.terminal.ask(`${question} ${how} `, world.terminal.interrupted);
  if (world.terminal.interrupted.aborted) {
    world.terminal.err("\nnothing was changed\n");
    return interruptedOutcome(world);
  }
  const answer = typed?.trim() ?? "";
  const isYes = word === undefined ? /^y(?:es)?$/iu.test(answer) : answer === word;
  return isYes ? undefined : { kind: "usage", message: "nothing was changed: it was not confirmed", fix: "" };
}

/** Asks, with No as the default. `--yes` answers yes; where nobody can be asked the answer is no. */
export async function confirm({ world, flags }: CommandContext, question: string): Promise<boolean> {
  if (flags.yes) return true;
  if (!world.terminal.canAsk) return false;
  const answer = await world.terminal.ask(`${question} [y/N] `, world.terminal.interrupted);
  return /^y(?:es)?$/iu.test(answer?.trim() ?? "");
}

/** A preview as the command's result, or, where a question follows, on the stream of questions. */
export function tellPreview(
  { world, flags }: CommandContext,
  document: RemovalDocument & { readonly toError?: boolean },
): void {
  if (document.toError !== true) {
    printDocument(document, { world, json: flags.json, noColor: !flags.color }, (style) =>
      previewText(document, style),
    );
    return;
  }
  const style = styleOf(world, "err", !flags.color);
  for (const line of previewText(document, style)) world.terminal.err(`${paint(line, style.colour)}\n`);
}
