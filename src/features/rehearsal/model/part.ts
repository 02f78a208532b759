import type { Dropped } from "./rehearsal.ts";

/** One part of the rehearsal's file, with what had to go from the real one. */
export interface Part {
  readonly written: Readonly<Record<string, unknown>>;
  readonly dropped: readonly Dropped[];
}
