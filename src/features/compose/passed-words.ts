/** What a command handed to Compose does, as far as it matters whose it is. */
export interface PassedWords {
  readonly args: readonly string[];
  readonly command: string | undefined;
  /** Of another project than the environment's own. */
  readonly project: string | undefined;
  readonly effect: "reads" | "changes" | "destroys" | "destroys-data";
}

/** Compose's own, each with a value behind it: that is not the command. */
const valued: ReadonlySet<string> = new Set(
  "--profile --ansi --progress --parallel -f --file -p --project-name --env-file --project-directory".split(
    " ",
  ),
);

/** They leave everything on the engine as it is, or add images only. */
const reading: ReadonlySet<string> = new Set(
  "help version config convert ls ps images logs events top stats port volumes wait pull push build export".split(
    " ",
  ),
);

const destroying: ReadonlySet<string> = new Set(["down", "rm", "kill", "stop"]);

/** By command: the flag that takes volumes along, as a word and as a letter. */
const dataFlags: Readonly<Record<string, { readonly word: string; readonly letter: string }>> = {
  down: { word: "--volumes", letter: "v" },
  rm: { word: "--volumes", letter: "v" },
  up: { word: "--renew-anon-volumes", letter: "V" },
};

export function passedWords(args: readonly string[]): PassedWords {
  const at = args.findIndex((word, index) => !word.startsWith("-") && !valued.has(args[index - 1] ?? ""));
  const own = at === -1 ? args : args.slice(0, at);
  const command = at === -1 ? undefined : args[at];
  const rest = at === -1 ? [] : args.slice(at + 1);
  return { args, command, project: projectIn(own), effect: effectOf(command, { own, rest }) };
}

/** The last one counts; a short flag may have its value in the same word. */
function projectIn(own: readonly string[]): string | undefined {
  const found = own.flatMap((word, index) => {
    const joined = /^(?:--project-name=|-p=?)(.+)$/u.exec(word)?.[1];
    const isFlag = word === "-p" || word === "--project-name";
    return joined ?? (isFlag ? asList(own[index + 1]) : []);
  });
  return found.at(-1);
}

function asList(word: string | undefined): readonly string[] {
  return word === undefined ? [] : [word];
}

function effectOf(
  command: string | undefined,
  { own, rest }: { readonly own: readonly string[]; readonly rest: readonly string[] },
): PassedWords["effect"] {
  const isTried = own.includes("--dry-run") || own.includes("--dry-run=true");
  if (command === undefined || reading.has(command) || isTried) return "reads";
  if (rest.includes("--help")) return "reads";
  if (takesData(command, rest)) return "destroys-data";
  const takesOrphans = rest.some((word) => /^--remove-orphans(?:=true)?$/u.test(word));
  return destroying.has(command) || takesOrphans ? "destroys" : "changes";
}

function takesData(command: string, rest: readonly string[]): boolean {
  const flag = Object.entries(dataFlags).find(([name]) => name === command)?.[1];
  if (flag === undefined) return false;
  return rest.some((word) => {
    if (word === flag.word) return true;
    const value = word.startsWith(`${flag.word}=`) ? word.slice(flag.word.length + 1) : undefined;
    if (value !== undefined) return !/^(?:f|false|0)$/iu.test(value);
    return /^-[a-z]+/iu.exec(word)?.[0].includes(flag.letter) === true;
  });
}
