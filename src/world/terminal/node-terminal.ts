import { isatty } from "node:tty";
import type { Interruption } from "./interruption.ts";
import { askPerson } from "./ask-person.ts";
import { letManyWait } from "../many-waiters.ts";
import { patientWriter } from "./patient-writer.ts";
import { printableJson } from "./printable-json.ts";
import type { Terminal } from "./terminal.ts";

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
    busy: async (text) => (await import("./busy.ts")).showBusy(text),
    ask: (question, signal) => askPerson({ question, signal, input: process.stdin, output: process.stderr }),
    askHidden: async (question, signal) =>
      (await import("./ask-hidden.ts")).askHidden({
        question,
        signal,
        input: process.stdin,
        output: process.stderr,
        interrupt: () => process.kill(process.pid, "SIGINT"),
      }),
    outIsLost: letManyWait(lost.signal),
    get interrupted() {
      return interruption.signal;
    },
  };
}
