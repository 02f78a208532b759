import type { StepAnswer } from "./step-answer.ts";
import { done } from "./step-answer.ts";
import type { PasswordChange, ProbeAnswer, StoreClient } from "./store-client.ts";

/**
 * Brings a store to the wanted password, whatever state a crash left it in, and proves it: the new one is accepted,
 * the old one refused.
 */
export async function rekeyStore(
  store: StoreClient,
  passwords: PasswordChange,
  signal: AbortSignal,
): Promise<StepAnswer> {
  const before = await proveStore(store, passwords, signal);
  if (before.kind !== "failed") return before;
  const changed = await store.change(passwords, signal);
  return changed.kind === "ok" ? proveStore(store, passwords, signal) : changed;
}

/** Whether the store accepts the next password and refuses the one before. */
export async function proveStore(
  store: StoreClient,
  { current, next }: PasswordChange,
  signal: AbortSignal,
): Promise<StepAnswer> {
  const accepted = await store.probe(next, signal);
  if (accepted.kind !== "accepted") return asFailure(accepted, "the store refuses the new password");
  const refused = await store.probe(current, signal);
  return refused.kind === "refused" ? done : asFailure(refused, "the store still accepts the old password");
}

/** A store that lets everyone in proves nothing. */
export async function asksForPassword(
  store: StoreClient,
  wrongPassword: string,
  signal: AbortSignal,
): Promise<StepAnswer> {
  const answer = await store.probe(wrongPassword, signal);
  return answer.kind === "refused"
    ? done
    : asFailure(answer, "the store lets in everyone, whatever the password");
}

function asFailure(answer: ProbeAnswer, otherwise: string): StepAnswer {
  if (answer.kind === "aborted") return answer;
  return { kind: "failed", reason: answer.kind === "unclear" ? answer.reason : otherwise };
}
