import { printableJson } from "../../src/world/terminal/node-terminal.ts";
import type { Terminal } from "../../src/world/terminal/terminal.ts";

export interface FakeTerminal extends Terminal {
  /** All that was written so far. */
  readonly outText: string;
  readonly errText: string;
  readonly questions: readonly string[];
  interrupt(signal: "SIGINT" | "SIGTERM"): void;
  /** The reader of the results goes. */
  leave(): void;
}

export interface FakeTerminalOptions {
  /** What the person types, one answer a question; undefined is Ctrl-D. A question too many is an error. */
  readonly answers?: readonly (string | undefined)[];
  readonly outIsTerminal?: boolean;
  readonly errIsTerminal?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** A pipe without a person, unless told. */
export function fakeTerminal(options: FakeTerminalOptions = {}): FakeTerminal {
  const answers = [...(options.answers ?? [])];
  const questions: string[] = [];
  const interruption = new AbortController();
  const gone = new AbortController();
  const written = { out: "", err: "" };
  return {
    out: (text) => {
      written.out += text;
    },
    outDocument: (document, indent) => {
      written.out += printableJson(document, indent);
    },
    err: (text) => {
      written.err += text;
    },
    outIsTerminal: options.outIsTerminal ?? false,
    errIsTerminal: options.errIsTerminal ?? false,
    busy: async () => Promise.resolve({ stop: () => undefined }),
    canAsk: options.answers !== undefined,
    columns: () => options.columns ?? 80,
    rows: () => options.rows ?? 24,
    ask: (question) => {
      questions.push(question);
      if (answers.length === 0) throw new Error(`no answer for: ${question}`);
      return Promise.resolve(answers.shift());
    },
    askHidden: (question) => {
      questions.push(question);
      if (answers.length === 0) throw new Error(`no answer for: ${question}`);
      return Promise.resolve(answers.shift());
    },
    interrupted: interruption.signal,
    outIsLost: gone.signal,
    leave: () => {
      gone.abort();
    },
    interrupt: (signal) => {
      interruption.abort(signal);
    },
    get outText() {
      return written.out;
    },
    get errText() {
      return written.err;
    },
    questions,
  };
}
