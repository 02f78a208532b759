import type { StepAnswer } from "./step-answer.ts";

/** A data store that keeps its own copy of a password, seen from its own container. */
export interface StoreClient {
  /** Whether a log-in over the network, as a client does it, succeeds. */
  probe(password: string, signal: AbortSignal): Promise<ProbeAnswer>;
  /** Makes `next` the password, logging in with `current` where the store wants that. */
  change(passwords: PasswordChange, signal: AbortSignal): Promise<StepAnswer>;
}

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
}

export type ProbeAnswer =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused" }
  /** Neither: the store does not answer, or not in words that are understood. */
  | { readonly kind: "unclear"; readonly reason: string }
  | { readonly kind: "aborted" };
