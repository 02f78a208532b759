import type { BenchEngine } from "./engine.ts";
import type { Timed } from "./timed.ts";

/** What every scenario is given. */
export interface Bench {
  readonly engine: BenchEngine;
  /** Also what takes minutes. */
  readonly full: boolean;
  /** How often each thing is measured; the median counts. */
  readonly rounds: number;
  /** The launcher, built from the sources at hand. */
  readonly program: string;
  /** Runs a command in a folder, where this engine's containers can be reached. */
  run(directory: string, ...words: readonly string[]): Promise<Timed>;
  /** As `run`, for what must succeed. */
  must(directory: string, ...words: readonly string[]): Promise<Timed>;
  /** Progress, for who watches. */
  tell(text: string): void;
}

/** One line of the table. */
export interface Row {
  readonly scenario: string;
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  /** Undefined: a figure to compare with, without a goal of its own. */
  readonly met: boolean | undefined;
}

export type Scenario = (bench: Bench) => Promise<readonly Row[]>;
