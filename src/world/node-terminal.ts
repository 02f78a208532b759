import type { Interruption } from "./interruption.ts";
import { askPerson } from "./ask-person.ts";
import { patientWriter } from "./patient-writer.ts";
import type { Terminal } from "./terminal.ts";

export function nodeTerminal(interruption: Interruption): Terminal {
  return {
    out: patientWriter(() => process.stdout),
    err: patientWriter(() => process.stderr),
    get outIsTerminal() {
      return process.stdout.isTTY;
    },
    get errIsTerminal() {
      return process.stderr.isTTY;
    },
    get canAsk() {
      return process.stdin.isTTY && process.stderr.isTTY;
    },
    columns: () => (process.stderr.isTTY ? process.stderr.columns : 80),
    rows: () => (process.stderr.isTTY ? process.stderr.rows : 24),
    ask: (question, signal) => askPerson({ question, signal, input: process.stdin, output: process.stderr }),
    get interrupted() {
      return interruption.signal;
    },
  };
}
