import { median } from "./numbers.ts";
import type { Timed } from "./timed.ts";

/** Medians over the rounds. */
export interface Figures {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

export interface Interleaved {
  of(name: string): Figures;
  /** How many times as long one takes as the other: the median over the rounds, each compared with its neighbour. */
  ratio(name: string, other: string): number;
}

/** Measures several things in turns, A B A B: what else the machine does weighs on all of them alike. */
export async function interleave(
  rounds: number,
  things: Readonly<Record<string, () => Promise<Timed>>>,
): Promise<Interleaved> {
  const runs = new Map<string, readonly Timed[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries(things)) {
      runs.set(name, [...(runs.get(name) ?? []), await measure()]);
    }
  }
  const runsOf = (name: string): readonly Timed[] => runs.get(name) ?? [];
  return {
    of: (name) => figuresOf(runsOf(name)),
    ratio: (name, other) =>
      median(runsOf(name).map(({ wallMs }, round) => wallMs / (runsOf(other)[round]?.wallMs ?? Number.NaN))),
  };
}

function figuresOf(runs: readonly Timed[]): Figures {
  return {
    wallMs: median(runs.map(({ wallMs }) => wallMs)),
    cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
  };
}
