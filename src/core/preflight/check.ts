import type { World } from "../../world/world.ts";

/** What one look at the world came to. `id` is stable and documented; `fix` is the one thing to type or do next. */
export interface Finding {
  readonly id: string;
  readonly status: "pass" | "warn" | "fail" | "skip";
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * One question about the world: `observe` looks (and is all that touches it), `judge` decides. The judge is pure, so it
 * carries the tests; `check()` below ties the two together.
 */
export interface Check {
  readonly name: string;
  /** Longest the observation may take; past it the check is a `skip` that says so. */
  readonly timeoutMs: number;
  readonly run: (world: World, signal: AbortSignal) => Promise<readonly Finding[]>;
}

interface CheckDefinition<Observation> {
  readonly name: string;
  readonly timeoutMs?: number;
  readonly observe: (world: World, signal: AbortSignal) => Promise<Observation>;
  readonly judge: (observation: Observation) => readonly Finding[];
}

/** A check of two halves: `observe` touches the world, within `timeoutMs` (5,000 by default), and `judge` decides. */
export function check<Observation>(definition: CheckDefinition<Observation>): Check {
  return {
    name: definition.name,
    timeoutMs: definition.timeoutMs ?? 5_000,
    run: async (world, signal) => definition.judge(await definition.observe(world, signal)),
  };
}

/** What the README says of a finding. */
export interface FindingDocumentation {
  /** What it says when it is not `pass`. */
  readonly meaning: string;
  readonly fix: string;
}
