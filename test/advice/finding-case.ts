import { stagedStack } from "../stage/staged-stack.ts";
import type { StageOptions } from "../stage/staged-stack.ts";
import type { Part } from "../stage/behaviour.ts";
import type { ProcessAnswer } from "../world/fake-processes.ts";
import type { FakeWorld } from "../world/fake-world.ts";
import type { Situation } from "./walk.ts";

/** A box with one service, and what is special about it. */
export interface Boxed extends StageOptions {
  readonly part?: Partial<Part>;
  readonly programs?: readonly ProcessAnswer[];
  readonly clock?: Date;
  /** Nothing can be written there. */
  readonly isFull?: string;
}

/** A box on which something is found, the same after the advice was followed, and the words that say what to do. */
export interface FindingCase {
  readonly before: Boxed;
  readonly after?: Boxed;
  /** Left out where all that is to be done is to type commands of ours. */
  readonly on?: RegExp;
  readonly command?: string;
  readonly instead?: string;
  readonly way?: RegExp;
}

/** By the finding's id; what follows a colon tells several of one id apart. */
export type Cases = Readonly<Record<string, FindingCase>>;

export const here = "/home/ann/project";

function worldOf({ part = {}, programs = [], clock, isFull, ...stage }: Boxed): FakeWorld {
  const { world } = stagedStack({ web: { behaves: { kind: "serves", afterMs: 100 }, ...part } }, stage);
  world.processes.answer(...programs);
  if (isFull !== undefined) world.files.refuseWriting(isFull, "ENOSPC");
  return clock === undefined ? world : { ...world, clock: { ...world.clock, now: () => clock } };
}

export function situationOf(
  about: string,
  { before, after = {}, on, command = "stack doctor demo", instead, way }: FindingCase,
): Situation {
  const state = { now: worldOf(before) };
  const then = worldOf(after);
  return {
    at: () => state.now,
    command,
    instead,
    way,
    about,
    hands: on === undefined ? [] : [[on, () => (state.now = then)]],
  };
}
