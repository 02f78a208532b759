import { maskDocument } from "../../secrets/mask/mask-document.ts";
import { createRedactor } from "../../secrets/mask/redact.ts";
import type { Redactor } from "../../secrets/mask/redact.ts";
import type { Terminal } from "../../../world/terminal/terminal.ts";

/** A terminal on which no secret is ever seen: every text goes through its redactor, and every document value by value. */
export interface RedactingTerminal extends Terminal {
  /** From now on these are masked too. */
  learn(values: readonly string[]): void;
  redact(text: string): string;
  /** Writes a result as it is: for the one secret that a person asked to see. */
  outUnmasked(text: string): void;
}

export function redactingTerminal(terminal: Terminal): RedactingTerminal {
  const known = new Set<string>();
  let redactor: Redactor = createRedactor([]);
  return {
    learn: (values) => {
      for (const value of values) known.add(value);
      redactor = createRedactor([...known]);
    },
    redact: (text) => redactor.redact(text),
    outUnmasked: (text) => terminal.out(text),
    out: (text) => terminal.out(redactor.redact(text)),
    outDocument: (document, indent) =>
      terminal.outDocument(
        maskDocument(document, (text) => redactor.redact(text)),
        indent,
      ),
    err: (text) => terminal.err(redactor.redact(text)),
    outIsTerminal: terminal.outIsTerminal,
    errIsTerminal: terminal.errIsTerminal,
    canAsk: terminal.canAsk,
    columns: () => terminal.columns(),
    rows: () => terminal.rows(),
    busy: async (text) => terminal.busy(redactor.redact(text)),
    ask: async (question, signal) => terminal.ask(redactor.redact(question), signal),
    askHidden: async (question, signal) => terminal.askHidden(redactor.redact(question), signal),
    get interrupted() {
      return terminal.interrupted;
    },
  };
}
