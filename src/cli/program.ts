import { commandTable } from "./command-table.ts";
import type { CommandRow } from "./command-table.ts";
import { flagDefinitions, repeatable } from "./flag-definitions.ts";
import type { FlagName } from "./flag-definitions.ts";
import type { CommandContext } from "../command/command.ts";
import type { StartGuard } from "../command/start-guard.ts";
import type { Outcome } from "../core/events/outcome.ts";
import { unlessBug } from "../world/background.ts";
import type { World } from "../world/world.ts";
import { Command as Program, CommanderError, Option } from "commander";

declare const STACK_VERSION: string;

interface ProgramSurroundings {
  /** Makes the world a command runs in; `--cwd` decides where. Loaded when a command runs: help and version need none. */
  readonly makeWorld: (workingDirectory: string | undefined) => Promise<World>;
  /** Help and version, to standard output. */
  readonly print: (text: string) => void;
  /** What was not understood, to standard error. */
  readonly complain: (text: string) => void;
}

const shared: readonly FlagName[] = ["json", "yes", "quiet", "verbose", "color", "cwd"];

/** Runs what the words ask for. Never exits by itself: it returns how it ended. */
export async function runProgram(words: readonly string[], caller: ProgramSurroundings): Promise<Outcome> {
  let outcome: Outcome = { kind: "done" };
  const program = newProgram(caller);
  for (const row of commandTable) {
    // hundreds of options take as long as all the rest of the way to a command: only those of what is asked for
    const flags = words.includes(nameOf(row)) ? [...row.flags, ...shared] : [];
    addCommand(program, { ...row, flags }, async (given, options) => {
      outcome = await runRow(row, given, options, caller);
    });
  }
  try {
    await program.parseAsync(words, { from: "user" });
    return outcome;
  } catch (error) {
    if (error instanceof CommanderError) return commanderOutcome(error, caller);
    throw error;
  }
}

function newProgram({ print, complain }: ProgramSurroundings): Program {
  return new Program("stack")
    .description("Starts Docker Compose environments on GPU boxes, and proves that they are ready.")
    .version(STACK_VERSION, "--version", "print the version")
    .helpOption("-h, --help", "explain a command")
    .helpCommand("help [command]", "explain a command")
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: complain, outputError: () => undefined })
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 2 usage, 3 blocked by a check, 4 start failed, 5 timed out, 6 degraded, 7 tests failed, 8 locked.",
    );
}

type Action = (words: readonly string[], options: Readonly<Record<string, unknown>>) => Promise<void>;

function addCommand(program: Program, row: CommandRow, action: Action): void {
  const command = program.command(row.usage).description(row.summary);
  for (const flag of row.flags) command.addOption(optionOf(flag));
  command.addHelpText("after", `\nExamples:\n${row.examples.map((example) => `  ${example}`).join("\n")}`);
  command.action(async () => {
    await action(command.args, command.opts());
  });
}

function optionOf(flag: FlagName): Option {
  const [notation, help] = flagDefinitions[flag];
  const option = new Option(notation, help);
  if (!repeatable.has(flag)) return option;
  return option.argParser((value: string, previous: readonly string[] | undefined) => [
    ...(previous ?? []),
    value,
  ]);
}

async function runRow(
  row: CommandRow,
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
  { makeWorld, complain }: ProgramSurroundings,
): Promise<Outcome> {
  const { openContext } = await import("../command/open-context.ts");
  const cwd = options["cwd"];
  const world = await makeWorld(typeof cwd === "string" ? cwd : undefined);
  const [opened, command] = await Promise.all([
    openContext(world, words, { options, commands: commandWords(), startGuards }),
    row.load(),
  ]);
  if (opened.kind === "ok") {
    const { endedBySignal, tellOutcome } = await import("../command/tell-outcome.ts");
    const outcome = await unlessBug(world.background, command(opened.value));
    return tellOutcome(opened.value, nameOf(row), endedBySignal(opened.value, nameOf(row), outcome));
  }
  const flag = opened.error.flag.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
  return badUsage(`--${flag}: ${opened.error.message}`, complain);
}

function nameOf(row: CommandRow): string {
  return row.usage.split(" ")[0] ?? "";
}

function commandWords(): CommandContext["commands"] {
  return commandTable.map((row) => ({
    name: nameOf(row),
    summary: row.summary,
    flags: [...row.flags, ...shared].flatMap((flag) => /--[a-z-]+/u.exec(flagDefinitions[flag][0]) ?? []),
  }));
}

/** Help and version are endings too; everything else is a word that was not understood. */
function commanderOutcome(error: CommanderError, { complain }: ProgramSurroundings): Outcome {
  if (error.exitCode === 0 || error.code === "commander.help") return { kind: "done" };
  return badUsage(error.message.replace(/^error: /u, ""), complain);
}

function badUsage(message: string, complain: (text: string) => void): Outcome {
  complain(`stack: ${message}\n  next: stack --help\n`);
  return { kind: "usage", said: true };
}

/** Features that may refuse a start; each is loaded when something is about to be started. */
const startGuards: readonly StartGuard[] = [
  async (world, subject) => {
    const { refuseHalfAdopted } = await import("../features/first-run/adopt/door.ts");
    return refuseHalfAdopted(world, subject);
  },
];
