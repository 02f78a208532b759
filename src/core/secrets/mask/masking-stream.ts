import { startNode, type Automaton } from "./pattern-automaton.ts";

const mask = "***";

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Text goes in piece by piece and comes out masked, in order, as soon as it is certain. Positions count from the
 * beginning of the stream; `held` is the text from `heldFrom` on.
 */
export class MaskingStream {
  private readonly automaton: Automaton;
  private node = startNode;
  private held = "";
  private heldFrom = 0;
  /** The last character that came out: whether a short value behind it begins a word. */
  private before = "";
  /** Sorted, without overlaps, all within the held text. */
  private spans: Span[] = [];
  /** Short values that end where the text ends so far: the next character tells whether the word goes on. */
  private words: readonly Span[] = [];

  constructor(automaton: Automaton) {
    this.automaton = automaton;
  }

  /** What is certain by now. */
  write(chunk: string): string {
    const from = this.heldFrom + this.held.length;
    this.held += chunk;
    for (let index = 0; index < chunk.length; index++) this.read(chunk.charCodeAt(index), from + index);
    const undecided = from + chunk.length - this.automaton.undecided(this.node);
    return this.release(Math.min(undecided, ...this.words.map(({ start }) => start)));
  }

  /** What was held back. */
  end(): string {
    this.settleWords(false);
    this.node = startNode;
    return this.release(this.heldFrom + this.held.length);
  }

  private read(character: number, position: number): void {
    if (this.words.length > 0) this.settleWords(isWordCharacter(String.fromCharCode(character)));
    this.node = this.automaton.step(this.node, character);
    const { longest, words } = this.automaton.ending(this.node);
    const end = position + 1;
    if (longest > 0) this.addSpan({ start: end - longest, end });
    if (words.length > 0)
      this.words = words
        .map((length) => ({ start: end - length, end }))
        .filter(({ start }) => !isWordCharacter(this.characterBefore(start)));
  }

  private settleWords(wordGoesOn: boolean): void {
    if (!wordGoesOn) for (const word of this.words) this.addSpan(word);
    this.words = [];
  }

  /** Ends only grow. Spans that overlap become one; those that only touch stay two, for they are two secrets. */
  private addSpan(span: Span): void {
    let start = span.start;
    for (
      let last = this.spans.at(-1);
      last !== undefined && last.end > span.start;
      last = this.spans.at(-1)
    ) {
      start = Math.min(start, last.start);
      this.spans.pop();
    }
    this.spans.push({ start, end: span.end });
  }

  /** Lets go of the text before `until`, but not of half a span. */
  private release(until: number): string {
    const undone = this.spans.findIndex((span) => span.end > until);
    const done = undone === -1 ? this.spans : this.spans.slice(0, undone);
    const cut = undone === -1 ? until : Math.min(until, this.spans[undone]?.start ?? until);
    const text = this.masked(done, cut);
    this.before = this.characterBefore(cut);
    this.held = this.held.slice(cut - this.heldFrom);
    this.heldFrom = cut;
    this.spans = undone === -1 ? [] : this.spans.slice(undone);
    return text;
  }

  private masked(spans: readonly Span[], until: number): string {
    const pieces: string[] = [];
    let position = this.heldFrom;
    for (const { start, end } of spans) {
      pieces.push(this.held.slice(position - this.heldFrom, start - this.heldFrom), mask);
      position = end;
    }
    return pieces.join("") + this.held.slice(position - this.heldFrom, until - this.heldFrom);
  }

  private characterBefore(position: number): string {
    return position === this.heldFrom ? this.before : this.held.charAt(position - this.heldFrom - 1);
  }
}

function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}_]/u.test(character);
}
