import type { StoreSecret } from "./drift.ts";
import type { SecretSpecs } from "../secret-spec.ts";

/** Immutable secrets, as if each had a volume that lives for ever: what they are now is what they must stay. */
export function immutableStores(
  specs: SecretSpecs,
  values: ReadonlyMap<string, { readonly value: string }>,
): readonly StoreSecret[] {
  return Object.entries(specs).flatMap(([secret, spec]) => {
    const value = values.get(secret)?.value;
    const isKept = spec.immutable === true && value !== undefined;
    return isKept ? [{ secret, value, volume: "", volumeCreatedAt: "" }] : [];
  });
}
