import { expect, vi } from "vitest";
import * as z from "zod";
import { commandTable } from "../../src/cli/command-table.ts";
import { runProgram } from "../../src/cli/program.ts";
import { exitCodeOf } from "../../src/core/events/outcome.ts";
import { parseJson } from "../../src/world/parse-json.ts";
import type { FakeWorld } from "../world/fake-world.ts";
import { fakeTerminal } from "../world/fake-terminal.ts";

vi.stubGlobal("STACK_VERSION", "0.0.0");
// a command is loaded when it is called, which takes time that no fake clock knows
await Promise.all([
  ...commandTable.map((row) => row.load()),
  import("../../src/command/open-context.ts"),
  import("../../src/command/tell-outcome.ts"),
  import("../../src/features/first-run/adopt/door.ts"),
]);

/** What a person does by hand, where the text that was shown says so: a file is edited, another program called. */
export type Hand = readonly [RegExp, (said: RegExpExecArray) => unknown];

/** A box in the state in which an advice is given, and what gives it. */
export interface Situation {
  /** As it is now: what is done by hand changes it, or puts another in its place. */
  readonly at: () => FakeWorld;
  /** As it is typed: `stack up demo`. */
  readonly command: string;
  /** As it is typed from then on, where the advice is to leave a flag out. */
  readonly instead?: string | undefined;
  /** The id of the finding, the kind of the failure, or words of the complaint. */
  readonly about: string;
  readonly hands?: readonly Hand[];
  /** Which of several ways that the advice names is gone; left out, all of them in a row. */
  readonly way?: RegExp | undefined;
}

interface Advice {
  readonly about: string;
  readonly fix: string;
}

interface Typed {
  readonly exitCode: number;
  readonly text: string;
  readonly advices: readonly Advice[];
}

/** Types a command at the box, and has all that it prints; it is the real command line that reads the words. */
async function typeIn(world: FakeWorld, command: string): Promise<Typed> {
  const terminal = fakeTerminal();
  let complained = "";
  const [program = "", ...words] = wordsOf(command);
  expect(program).toBe("stack");
  const end = words.indexOf("--");
  let handed = "";
  const { handOver } = world.compose;
  const compose: typeof world.compose = {
    ...world.compose,
    handOver: async (...asked) => {
      const result = await handOver(...asked);
      if ("stderr" in result) handed += `${result.stdout}${result.stderr}`;
      return result;
    },
  };
  const outcome = await world.clock.drive(
    runProgram(
      [...words.slice(0, end < 0 ? undefined : end), "--json", "--yes", ...(end < 0 ? [] : words.slice(end))],
      {
        makeWorld: () => Promise.resolve({ ...world, compose, terminal }),
        print: (text) => (complained += text),
        complain: (text) => (complained += text),
      },
    ),
  );
  expect(complained, `${command} is not understood`).toBe("");
  const { outText, errText } = terminal;
  return {
    exitCode: exitCodeOf(outcome),
    text: `${outText}${errText}${handed}`,
    advices: advicesIn(outText),
  };
}

/** Words as a shell splits them. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

const findingSchema = z.looseObject({ id: z.string(), fix: z.string(), status: z.string().default("fail") });
const said = z.looseObject({
  type: z.string().optional(),
  service: z.string().optional(),
  finding: findingSchema.optional(),
  findings: z.array(findingSchema).default([]),
  problems: z.array(findingSchema).default([]),
  reason: z.looseObject({ kind: z.string(), subject: z.string().optional() }).nullish().catch(undefined),
  services: z
    .array(z.looseObject({ name: z.string(), fix: z.string() }))
    .default([])
    .catch([]),
  error: z.object({ message: z.string(), fix: z.string() }).nullish(),
  message: z.string().default(""),
  fix: z.string().default(""),
});

/** Of a finding by its id, of a service by why it failed, of a command by its complaint; not of what is well. */
function advicesIn(text: string): readonly Advice[] {
  const whole = parseJson(text);
  const documents = whole === undefined ? text.split("\n").filter(Boolean).map(parseJson) : [whole];
  const kinds = new Map<string, string>();
  return documents.flatMap((document): readonly Advice[] => {
    const { type, reason, service = "", finding, error, message, fix, ...one } = said.parse(document);
    if (type === "service-settled" && reason != null)
      kinds.set(service, [reason.kind, reason.subject].filter((word) => word !== undefined).join(": "));
    const findings = [...one.findings, ...one.problems, ...(finding === undefined ? [] : [finding])];
    const failed = one.services.map((row) => ({ about: kinds.get(row.name) ?? "", fix: row.fix }));
    return [
      ...findings.filter(({ status }) => status !== "pass").map(({ id, fix }) => ({ about: id, fix })),
      ...failed.filter(({ about }) => about !== ""),
      ...(error == null ? [] : [{ about: error.message, fix: error.fix }]),
      ...(type === "result" && message !== "" ? [{ about: message, fix }] : []),
    ];
  });
}

/** Commands that change nothing: they are advised for what they show. */
const showing =
  /^stack (?:logs|status|doctor|plan|lint|gpu|timeline|secrets (?:list|check)|compose \S+ -- (?:config|build|ps))/u;
const names = commandTable.map(({ usage }) => usage.split(" ")[0]).join("|");
/** A typed command ends where the sentence goes on. */
const own = new RegExp(
  String.raw`\bstack (?:${names})\b[^,;()\u0060]*?(?=[\u0060,;()]|$|\. | (?:or|and|then|shows|again|makes|to|finishes)\b)`,
  "gu",
);

/**
 * Follows the advice to the letter, and the advice of what it says to type, until the command that gave it no longer
 * does. The same advice twice is a circle; an advice that leads to nothing, or says nothing, is none.
 */
export async function leadOut(situation: Situation): Promise<readonly string[]> {
  const trodden: string[] = [];
  const given = await follow(situation, trodden);
  expect(given, `${situation.command} never says ${situation.about}`).toBeGreaterThan(0);
  return trodden;
}

/** How often it was given before it was gone. */
async function follow(situation: Situation, trodden: string[]): Promise<number> {
  const { at, command, about } = situation;
  for (let given = 0; ; given += 1) {
    const typed = await typeIn(at(), given === 0 ? command : (situation.instead ?? command));
    const advice = typed.advices.find((one) => one.about.includes(about));
    if (advice === undefined) return given;
    const step = `${command} → ${advice.fix}`;
    expect(trodden, `a circle: ${[...trodden, step].join("\n")}`).not.toContain(step);
    trodden.push(step);
    const way = situation.way === undefined ? advice.fix : (situation.way.exec(advice.fix)?.[0] ?? "");
    await obey(situation, way, trodden);
  }
}

/** Does what the text says, in its order: by hand, and by typing. */
async function obey(situation: Situation, fix: string, trodden: string[]): Promise<void> {
  const { hands = [] } = situation;
  const steps = [
    ...hands.flatMap(([pattern, act]) => {
      const found = pattern.exec(fix);
      return found === null ? [] : [{ at: found.index, act: async () => act(found) }];
    }),
    ...[...fix.matchAll(own)].map(({ 0: words, index }) => {
      const typed = words.trim();
      return { at: index, act: async () => obeyTyped(situation, typed, trodden) };
    }),
  ].toSorted((one, other) => one.at - other.at);
  expect(steps.length, `nothing can be done of: ${fix}`).toBeGreaterThan(0);
  for (const { act } of steps) await act();
}

async function obeyTyped(situation: Situation, command: string, trodden: string[]): Promise<void> {
  if (command === situation.command) return;
  const typed = await typeIn(situation.at(), command);
  if (showing.test(command)) return look(situation, command, typed, trodden);
  const first = typed.advices.find(({ fix }) => fix !== "");
  if (first === undefined) expect(typed.exitCode, `${command} fails: ${typed.text}`).toBe(0);
  if (typed.exitCode !== 0 && first !== undefined)
    await follow({ ...situation, command, instead: undefined, way: undefined, about: first.about }, trodden);
}

/** What shows something has to show something that can be acted on. */
async function look(situation: Situation, command: string, typed: Typed, trodden: string[]): Promise<void> {
  expect(typed.text.trim(), `${command} shows nothing`).not.toBe("");
  const found = typed.advices.find(({ fix }) => fix !== "" && typed.exitCode !== 0);
  if (found !== undefined) return obey({ ...situation, command }, found.fix, trodden);
  const acting = (situation.hands ?? []).flatMap(([pattern, act]) => {
    const shown = pattern.exec(typed.text);
    return shown === null ? [] : [async () => act(shown)];
  });
  expect(acting.length, `${command} finds nothing: ${typed.text}`).toBeGreaterThan(0);
  for (const act of acting) await act();
}
