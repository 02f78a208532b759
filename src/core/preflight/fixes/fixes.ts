import type { World } from "../../../world/world.ts";
import type { Finding } from "../check.ts";

/** A repair that is safe: it says what it will do, does it, and says how to undo it. */
export interface Fix {
  readonly id: string;
  readonly title: string;
  /** What will be done, as lines a person could type. */
  readonly preview: readonly string[];
  readonly apply: (world: World, signal: AbortSignal) => Promise<FixAnswer>;
  /** How to take it back. */
  readonly undo: string;
  /** The finding it is for. */
  readonly finding: Finding;
}

export type FixAnswer =
  { readonly kind: "applied" } | { readonly kind: "failed"; readonly reason: string; readonly next: string };

/** Makes the fixes for one kind of finding. */
export type FixMaker = (finding: Finding) => readonly Fix[];

/** The fixes for what was found, in the order of the findings; each makes its own, and no fix is offered twice. */
export function fixesFor(findings: readonly Finding[], makers: readonly FixMaker[]): readonly Fix[] {
  const open = findings.filter(({ status }) => status === "fail" || status === "warn");
  const fixes = open.flatMap((finding) => makers.flatMap((make) => make(finding)));
  return fixes.filter((fix, position) => fixes.findIndex(({ id }) => id === fix.id) === position);
}
