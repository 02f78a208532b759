import { maskedForms } from "./masked-forms.ts";
import { MaskingStream } from "./masking-stream.ts";
import { buildAutomaton } from "./pattern-automaton.ts";

export interface Redactor {
  readonly redact: (text: string) => string;
  /** For text that comes in pieces: what could be the beginning of a secret is held back until it is known. */
  stream(): MaskingStream;
}

/**
 * Masks every value, its URL-encoded, JSON-escaped and base64 forms included, in time linear in the text. Where two
 * values overlap, all of both is masked. Values under six characters are masked as words only, under four not at all:
 * a secret of `1` must not make holes in every number.
 */
export function createRedactor(values: readonly string[]): Redactor {
  const automaton = buildAutomaton(values.flatMap(maskedForms));
  return {
    stream: () => new MaskingStream(automaton),
    redact(text) {
      const stream = new MaskingStream(automaton);
      return stream.write(text) + stream.end();
    },
  };
}
