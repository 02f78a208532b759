/** How a store is saved: by its own means, which know what a moment is, not as files. */
export type LogicalKind = "postgres" | "redis" | "qdrant";

/** A service that is such a store. */
export interface Store {
  readonly service: string;
  readonly kind: LogicalKind;
}
