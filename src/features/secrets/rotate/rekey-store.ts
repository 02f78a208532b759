import { done } from "../../../core/secrets/clients/store-client.ts";
import type {
  PasswordChange,
  ProbeAnswer,
  StepAnswer,
  StoreClient,
} from "../../../core/secrets/clients/store-client.ts";

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

/**
 * Whether the store can be asked at all, and does not let everyone in: else nothing could be proven of a rotation. That
 * it refuses the known password is no hindrance: a rotation heals that.
 */
export async function asksForPassword(
  store: StoreClient,
  passwords: { readonly known: string; readonly wrong: string },
  signal: AbortSignal,
): Promise<StepAnswer> {
  const known = await store.probe(passwords.known, signal);
  if (known.kind === "unclear" || known.kind === "aborted") return asFailure(known, "");
  const wrong = await store.probe(passwords.wrong, signal);
  return wrong.kind === "refused"
    ? done
    : asFailure(wrong, "the store lets in everyone, whatever the password");
}

function asFailure(answer: ProbeAnswer, otherwise: string): StepAnswer {
  if (answer.kind === "aborted") return answer;
  return { kind: "failed", error: answer.kind === "unclear" ? answer.reason : otherwise };
}
