/** Standard streams and the person before them. */
export interface Terminal {
  /** Results. A reader that has gone (`| head -1`) ends the writing, not the program. */
  out(text: string): void;
  /** A result for programs, as JSON; `indent` as of `JSON.stringify`. */
  outDocument(document: object, indent?: number): void;
  /** Progress, prompts, warnings, errors. */
  err(text: string): void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Whether a person can be asked: standard input and standard error are a terminal. */
  readonly canAsk: boolean;
  /** Columns of standard error; 80 where there is no terminal. */
  columns(): number;
  rows(): number;
  /** Shows on a terminal that something takes a while; says nothing anywhere else. */
  busy(text: string): Promise<Spinner>;
  /** One line typed by the person; undefined on end of input or abort. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** As `ask`, without showing what is typed. */
  askHidden(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** Aborts when the reader of the results has gone: whoever follows something for it has nothing left to do. */
  readonly outIsLost: AbortSignal;
  /** Aborts on Ctrl-C (SIGINT) or SIGTERM; the reason is the signal's name. */
  readonly interrupted: AbortSignal;
}

export interface Spinner {
  readonly stop: () => void;
}
