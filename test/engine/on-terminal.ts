import { spawn } from "node:child_process";
import { programPath } from "../program/run-program.ts";

export interface Typed {
  readonly words: readonly string[];
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What runs it; this checkout's, unless told. */
  readonly program?: readonly string[];
  /** One after the other: what is typed, a line or a control character, as soon as the question stands there. */
  readonly answers: readonly (readonly [question: string, answer: string])[];
}

/** What a terminal turns into an interruption, and into the end of input. */
export const ctrlC = "\u0003";
export const ctrlD = "\u0004";

/** Runs the program on a terminal of its own (util-linux's `script` makes one), and answers its questions. */
export async function onTerminal(
  typed: Typed,
): Promise<{ readonly exitCode: number; readonly shown: string }> {
  const program = typed.program ?? [process.execPath, programPath];
  const command = [...program, ...typed.words].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-q", "-e", "-c", command, "/dev/null"], {
    ...(typed.directory === undefined ? {} : { cwd: typed.directory }),
    env: { ...process.env, NO_COLOR: "1", CI: "", ...typed.environment },
    stdio: ["pipe", "pipe", "inherit"],
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  let shown = "";
  let looked = 0;
  const left = [...typed.answers];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    shown += chunk;
    const [question, answer] = left[0] ?? [];
    const at = question === undefined ? -1 : shown.indexOf(question, looked);
    if (at < 0 || answer === undefined) return;
    left.shift();
    looked = at + (question?.length ?? 0);
    child.stdin.write(answer);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode: exitCode ?? -1, shown }));
  });
}
