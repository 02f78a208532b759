import { maskDocument } from "../../secrets/mask/mask-document.ts";
import { ownWords } from "../../secrets/mask/own-words.ts";
import { createRedactor } from "../../secrets/mask/redact.ts";
import type { Redactor } from "../../secrets/mask/redact.ts";
import type { Terminal } from "../../../world/terminal/terminal.ts";
import { printableText } from "../../../world/terminal/printable-text.ts";

/** A terminal on which no secret is ever seen: every text goes through its redactor, and every document value by value. */
export interface RedactingTerminal extends Terminal {
  /** From now on these are masked too. */
  learn(values: readonly string[]): void;
  redact(text: string): string;
  /** Writes a result as it is: for the one secret that a person asked to see. */
  outUnmasked(text: string): void;
}

export function redactingTerminal(
  terminal: Terminal,
  { forcesColour } = { forcesColour: false },
): RedactingTerminal {
  const kindOf = (isTerminal: boolean) => (isTerminal ? "terminal" : forcesColour ? "coloured" : "text");
  const [out, err] = [kindOf(terminal.outIsTerminal), kindOf(terminal.errIsTerminal)] as const;
  const known = new Set<string>();
  let redactor: Redactor = createRedactor([]);
  /** For sentences of ours: what others said in them has been masked, and our own words stay. */
  let sentences: Redactor = redactor;
  const asked = (question: string): string => printableText(sentences.redact(question), "text");
  return {
    learn: (values) => {
      for (const value of values) known.add(value);
      redactor = createRedactor([...known]);
      sentences = createRedactor([...known].filter((value) => !ownWords.has(value.toLowerCase())));
    },
    redact: (text) => redactor.redact(text),
    outUnmasked: (text) => terminal.out(text),
    out: (text) => terminal.out(printableText(sentences.redact(text), out)),
    outDocument: (document, indent) =>
      terminal.outDocument(
        maskDocument(document, (text) => redactor.redact(text)),
        indent,
      ),
    err: (text) => terminal.err(printableText(sentences.redact(text), err)),
    outIsTerminal: terminal.outIsTerminal,
    errIsTerminal: terminal.errIsTerminal,
    canAsk: terminal.canAsk,
    columns: () => terminal.columns(),
    rows: () => terminal.rows(),
    busy: async (text) => terminal.busy(printableText(sentences.redact(text), "text")),
    ask: async (question, signal) => terminal.ask(asked(question), signal),
    askHidden: async (question, signal) => terminal.askHidden(asked(question), signal),
    outIsLost: terminal.outIsLost,
    get interrupted() {
      return terminal.interrupted;
    },
  };
}
