/** A new value, or why there is none. */
export type GeneratedSecret =
  { readonly kind: "ok"; readonly value: string } | { readonly kind: "failed"; readonly reason: string };
