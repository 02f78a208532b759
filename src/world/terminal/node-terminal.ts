import { fstatSync, readFileSync, statSync } from "node:fs";
import { letManyWait } from "../many-waiters.ts";
import { askPerson } from "./ask-person.ts";
import type { Interruption } from "./interruption.ts";
import { patientWriter } from "./patient-writer.ts";
import type { Terminal } from "./terminal.ts";
import { isatty } from "node:tty";

export function nodeTerminal(interruption: Interruption): Terminal {
  const lost = new AbortController();
  const out = patientWriter(
    () => process.stdout,
    () => lost.abort(),
  );
  return {
    out,
    outDocument: (document, indent) => out(printableJson(document, indent)),
    err: patientWriter(() => process.stderr),
    outIsTerminal: isatty(1),
    errIsTerminal: isatty(2),
    canAsk: isatty(0) && isatty(2),
    // A terminal that was given no size says 0.
    columns: () => (isatty(2) && process.stderr.columns) || 80,
    rows: () => (isatty(2) && process.stderr.rows) || 24,
    busy: async (text) => (await import("./spinner.ts")).startSpinner(text),
    ask: (question, signal) => askPerson({ question, signal, input: process.stdin, output: process.stderr }),
    askHidden: async (question, signal) =>
      (await import("./ask-hidden.ts")).askHidden({
        question,
        signal,
        input: process.stdin,
        output: process.stderr,
        interrupt: () => process.kill(process.pid, "SIGINT"),
      }),
    get outIsLost() {
      if (!lost.signal.aborted && outWasClosed()) lost.abort();
      return letManyWait(lost.signal);
    },
    get interrupted() {
      return interruption.signal;
    },
  };
}

const readAndWrite = 0o2;

/**
 * Standard output that the caller has closed (`>&-`): in its place Node opens the null device, to read and to write, and
 * no write ever fails. Whoever wants the null device itself opens it to write alone.
 */
function outWasClosed(): boolean {
  try {
    if (fstatSync(1).rdev !== statSync("/dev/null").rdev) return false;
    const [, flags] = /^flags:\s*(\d+)$/mu.exec(readFileSync("/proc/self/fdinfo/1", "utf8")) ?? [];
    return (Number.parseInt(flags ?? "0", 8) & 0o3) === readAndWrite;
  } catch {
    // not everywhere can it be told
    return false;
  }
}

/** A document on its own line. JSON lets the upper control characters through as they are; a terminal acts on some. */
export function printableJson(document: unknown, indent?: number): string {
  const json = JSON.stringify(document, undefined, indent).replaceAll(
    /[\u007f-\u009f]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${json}\n`;
}
