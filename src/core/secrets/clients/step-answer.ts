/** How a step ended. `reason` never has a secret in it. */
export type StepAnswer =
  | { readonly kind: "ok" }
  | { readonly kind: "failed"; readonly reason: string }
  /** The signal aborted; the step may have been done or not. */
  | { readonly kind: "aborted" };

export const done: StepAnswer = { kind: "ok" };
