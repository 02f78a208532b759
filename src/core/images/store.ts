import type { StoreKind } from "./is-store.ts";

/** How a store is saved: by its own means, which know what a moment is, not as files. */
export type LogicalKind = StoreKind;

export function isLogical(kind: string | undefined): kind is LogicalKind {
  return kind === "postgres" || kind === "redis" || kind === "qdrant";
}

/** A service that is such a store. */
export interface Store {
  readonly service: string;
  readonly kind: LogicalKind;
}
