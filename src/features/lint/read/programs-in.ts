import { shellCommands } from "./shell-commands.ts";

/** The programs that a health check calls, in whatever shell it stands; what the shell itself does is none. */
export function programsIn(test: readonly string[]): readonly string[] {
  const [form, ...words] = test;
  if (form === "CMD-SHELL") return ["sh", ...ofLine(words.join(" "))];
  return form === "CMD" ? ofCommand(words) : [];
}

function ofLine(line: string): readonly string[] {
  return shellCommands(line).flatMap(ofCommand);
}

function ofCommand(words: readonly string[]): readonly string[] {
  const [program, ...rest] = words.slice(words.findIndex((word) => !isNoProgram(word)));
  if (program === undefined || isNoProgram(program)) return [];
  const name = program.split("/").at(-1) ?? program;
  if (shells.has(name)) return [program, ...ofShell(rest)];
  const skipped = wrappers.get(name);
  const own = shellWords.has(program) ? [] : [program];
  return skipped === undefined ? own : [...own, ...ofCommand(withoutOptions(rest).slice(skipped))];
}

function ofShell(words: readonly string[]): readonly string[] {
  const script = words.findIndex((word) => /^-[a-z]*c$/u.test(word));
  return script === -1 ? [] : ofLine(words[script + 1] ?? "");
}

function withoutOptions(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !word.startsWith("-"));
  return first === -1 ? [] : words.slice(first);
}

/** An assignment, a redirection, a word of the shell's grammar. */
function isNoProgram(word: string): boolean {
  return /^[A-Za-z_]\w*=/u.test(word) || /^(?:\d*|:)[<>]/u.test(word) || grammar.has(word) || word === "";
}

const grammar: ReadonlySet<string> = new Set("! { } if then else elif fi while until do done".split(" "));

const shells: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash"]);

/** What runs another program, and how many words of its own stand before it. */
const wrappers: ReadonlyMap<string, number> = new Map([
  ["exec", 0],
  ["command", 0],
  ["env", 0],
  ["nice", 0],
  ["timeout", 1],
  ["gosu", 1],
]);

const shellWords: ReadonlySet<string> = new Set(
  ". : [ cd command echo eval exec exit export false for in printf pwd read return set shift test trap true ulimit umask unset wait".split(
    " ",
  ),
);
