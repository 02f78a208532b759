import type { CommandContext } from "../../command/command.ts";
import { withoutConsent } from "../../command/consent.ts";
import { interruptedOutcome, usageOutcome } from "../../command/usage-outcome.ts";
import type { FoundManifest } from "../../core/environment/find-manifest.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { downSentence } from "../../core/report/words/down.ts";
import { removeResources } from "../../core/stop/take-down.ts";
import type { RemoveStep } from "../../core/stop/take-down.ts";
import { reset } from "../reset/command.ts";
import { openAdoption } from "./adopt/door.ts";
import { findLeftovers } from "./find-leftovers.ts";
import type { Leftovers } from "./find-leftovers.ts";
import { leftoverChoices, writeJournal } from "./first-run-journal.ts";
import type { FirstRunJournal } from "./first-run-journal.ts";
import { tellCommand, tellLine } from "./tell-step.ts";
import { firstRunTexts, leftoverLines } from "./words.ts";

type Choice = NonNullable<FirstRunJournal["leftovers"]>;

export type LeftoversAnswer =
  | { readonly kind: "go-on"; readonly choice: Choice | null }
  | { readonly kind: "ended"; readonly outcome: Outcome };

/** What an earlier installation left: kept unless something else is asked for. Data is never removed here. */
export async function leftoversStep(
  context: CommandContext,
  found: FoundManifest,
  journal: FirstRunJournal,
): Promise<LeftoversAnswer> {
  const { world, flags } = context;
  const folder = found.workingDirectory;
  const adoption = await openAdoption();
  const leftovers = await findLeftovers(world, found, adoption.originalStack);
  if (leftovers.kind === "failed") return { kind: "ended", outcome: usageOutcome(leftovers.error) };
  const lines = leftoverLines(leftovers.value);
  const hasOriginal = anyOf(leftovers.value);
  tellLine(
    context,
    lines.length > 0 || hasOriginal ? "left by an earlier installation:" : firstRunTexts.noLeftovers,
  );
  for (const line of lines) tellLine(context, `  ${line}`);
  if (hasOriginal) await adoption.showOriginal(context, leftovers.value.original);
  const isNothing = !hasOriginal && leftovers.value.own.length === 0;
  const choice = isNothing
    ? journal.leftovers
    : (flags.leftovers ?? journal.leftovers ?? (await ask(context)));
  if (world.terminal.interrupted.aborted) return { kind: "ended", outcome: interruptedOutcome(world) };
  // who has typed it has seen what goes; who gave it beforehand has not
  const wasTyped = flags.leftovers === undefined && journal.leftovers === null;
  const isUnseen = choice === "remove" && !wasTyped && goesOf(leftovers.value) > 0;
  const refused = isUnseen ? await withoutConsent(context, removal) : undefined;
  if (refused !== undefined) return { kind: "ended", outcome: refused };
  // a run that is cut off while it copies is carried on with by the next one, unless that is told otherwise
  if (choice === "adopt") await writeJournal(world, folder, { ...journal, leftovers: choice });
  const outcome = isNothing
    ? await adoption.abandonAdoption(context, folder)
    : await perform(context, { leftovers: leftovers.value, folder }, choice ?? "keep");
  return outcome.kind === "done" ? { kind: "go-on", choice } : { kind: "ended", outcome };
}

const removal = {
  question: firstRunTexts.removeQuestion,
  word: undefined,
  command: "stack first-run --leftovers remove",
  isShown: true,
};

function anyOf(leftovers: Leftovers): boolean {
  return goesOf(leftovers) + leftovers.original.stays.length > 0;
}

function goesOf({ original }: Leftovers): number {
  return original.containers.length + original.networks.length;
}

/** Unattended, and where nothing is typed: everything stays. */
async function ask({ world, flags }: CommandContext): Promise<Choice> {
  if (flags.yes || !world.terminal.canAsk) return "keep";
  const question =
    "keep it, adopt it (stop it and copy its data), or remove its containers? [KEEP/adopt/remove] ";
  const typed = (await world.terminal.ask(question, world.terminal.interrupted))?.trim().toLowerCase();
  return leftoverChoices.find((choice) => choice === typed) ?? "keep";
}

interface Found {
  readonly leftovers: Leftovers;
  /** Of the manifest. */
  readonly folder: string;
}

async function perform(
  context: CommandContext,
  { leftovers, folder }: Found,
  choice: Choice,
): Promise<Outcome> {
  switch (choice) {
    case "keep":
      tellLine(context, `  ${firstRunTexts.kept}`);
      return (await openAdoption()).abandonAdoption(context, folder);
    case "adopt":
      return (await openAdoption()).adoptOriginal(context, leftovers.original, folder);
    case "remove":
      return remove(context, leftovers, folder);
  }
}

/**
 * Containers and networks; data stays in any case. Of this folder's own, which `reset` asks for once more, first: a no
 * there leaves everything as it is.
 */
async function remove(context: CommandContext, leftovers: Leftovers, folder: string): Promise<Outcome> {
  for (const { environment, rehearsal } of leftovers.own) {
    tellCommand(context, `stack reset ${environment}${rehearsal ? " --rehearse" : ""}`);
    const flags = { ...context.flags, rehearse: rehearsal, volumes: false, json: false };
    const outcome = await reset({ ...context, words: [environment], flags });
    if (outcome.kind !== "done") return outcome;
  }
  const adoption = await openAdoption();
  const stopped = await adoption.stopOriginal(context, leftovers.original);
  if (stopped.kind !== "done") return stopped;
  const abandoned = await adoption.abandonAdoption(context, folder);
  if (abandoned.kind !== "done") return abandoned;
  const failed: string[] = [];
  const tell = (step: RemoveStep): void => {
    if (step.kind === "failed") failed.push(`${step.name}: ${step.message}`);
    const sentence = downSentence(step);
    if (sentence !== "") tellLine(context, `  ${sentence}`);
  };
  await removeResources(context.world, { ...leftovers.original, stays: [] }, tell);
  return failed.length > 0 ? notDone(failed.join("\n")) : { kind: "done" };
}

function notDone(message: string): Outcome {
  return {
    kind: "unexpected",
    message: `not everything could be removed: ${message}`,
    fix: "stack first-run",
  };
}
