/**
 * Every expected ending of a command. Only bugs throw. `documented`: the command's own document says the message
 * already, for programs get one and not two.
 */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "unproven-refused"; readonly services: readonly string[] }
  | { readonly kind: Complaint; readonly message: string; readonly fix: string; readonly documented?: true }
  /** Its message has been said: by a renderer, or each line as it came. */
  | { readonly kind: Complaint; readonly said: true }
  | { readonly kind: "defects-found"; readonly count: number }
  | { readonly kind: "blocked"; readonly failed: number }
  | { readonly kind: "start-failed"; readonly services: readonly string[] }
  | { readonly kind: "timed-out"; readonly services: readonly string[] }
  | { readonly kind: "degraded"; readonly services: readonly string[] }
  /** What `status` found; nothing was tried. */
  | { readonly kind: "not-ready"; readonly state: "degraded" | "starting" | "failed" | "down" }
  | { readonly kind: "tests-failed"; readonly failed: number }
  | { readonly kind: "interrupted"; readonly signal: "SIGINT" | "SIGTERM" }
  /** A child's own code, handed through by `stack compose`. */
  | { readonly kind: "child-exited"; readonly exitCode: number };

/** `engine-unreachable` is like a failed check, and `locked` is another run: nothing could be done, and nothing was changed. */
type Complaint = "usage" | "engine-unreachable" | "unexpected" | "locked";

/** The one table from endings to exit codes. */
export function exitCodeOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case "done":
      return 0;
    case "unexpected":
      return 1;
    case "usage":
    case "defects-found":
      return 2;
    case "blocked":
    case "engine-unreachable":
      return 3;
    case "start-failed":
    case "unproven-refused":
      return 4;
    case "timed-out":
      return 5;
    case "degraded":
      return 6;
    case "not-ready":
      return notReadyCodes[outcome.state];
    case "tests-failed":
      return 7;
    case "locked":
      return 8;
    case "interrupted":
      return outcome.signal === "SIGINT" ? 130 : 143;
    case "child-exited":
      return outcome.exitCode;
  }
}

/** As it is, but for its message, which need not be said again. */
export function alreadySaid(outcome: Outcome): Outcome {
  return "message" in outcome ? { kind: outcome.kind, said: true } : outcome;
}

const notReadyCodes = { failed: 4, down: 4, starting: 5, degraded: 6 } as const;
