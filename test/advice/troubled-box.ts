import type { ImageDetail } from "../../src/world/engine/engine.ts";
import type { Behaviour, Part } from "../stage/behaviour.ts";
import { stagedStack } from "../stage/staged-stack.ts";
import type { StagedStack, StageOptions } from "../stage/staged-stack.ts";
import type { ProcessAnswer } from "../world/fake-processes.ts";
import type { Hand, Situation } from "./walk.ts";

const well: Part = { behaves: { kind: "serves", afterMs: 100 } };
export const image: ImageDetail = { id: "sha256:web", sizeBytes: 1_000, repoDigests: [] };

interface Box extends StagedStack {
  /** What the person does who edits its Compose file, or mends what it needs. */
  readonly mend: () => void;
}

export interface Trouble {
  readonly behaves?: Behaviour;
  readonly part?: Partial<Part>;
  readonly stage?: StageOptions;
  readonly command?: string;
  /** What befalls its container, a moment after its start. */
  readonly befalls?: (world: StagedStack["world"], id: string) => unknown;
  readonly hands?: (box: Box) => readonly Hand[];
  /** What its part has been changed into, where it is mended; else it serves. */
  readonly mended?: Partial<Part>;
  /** Programs of this machine, beside Docker. */
  readonly programs?: readonly ProcessAnswer[];
}

/** A stack of one service that is in this trouble until it is mended. */
function boxOf({
  behaves = { kind: "hangs" },
  part = {},
  stage = {},
  befalls,
  mended = {},
  programs = [],
}: Trouble): Box {
  const state = { mended: false };
  const onStart = (): void => {
    if (state.mended || befalls === undefined) return;
    const [id = ""] = [...stack.starts.keys()].slice(-1);
    void befallLater(stack.world, id, befalls);
  };
  const stack: StagedStack = stagedStack({ web: { behaves, ...part } }, { ...stage, onStart });
  stack.world.processes.answer(...programs);
  return {
    ...stack,
    mend: () => {
      state.mended = true;
      stack.change({ web: { ...part, ...well, ...mended } });
    },
  };
}

async function befallLater(
  world: StagedStack["world"],
  id: string,
  befalls: NonNullable<Trouble["befalls"]>,
): Promise<void> {
  await world.clock.sleep(50, new AbortController().signal);
  if ((await world.engine.inspect(id)).kind === "ok") await befalls(world, id);
}

export function situationOf(about: string, trouble: Trouble): Situation {
  const box = boxOf(trouble);
  return {
    at: () => box.world,
    command: trouble.command ?? "stack up demo",
    about,
    hands: trouble.hands?.(box) ?? [],
  };
}

export const refusing = (message: string): Behaviour => ({
  kind: "refused",
  failure: { kind: "refused", status: 500, message },
});

/** By a word of what is shown: this is what its reader mends. */
export const on =
  (...words: readonly RegExp[]) =>
  ({ mend }: Box): readonly Hand[] =>
    words.map((word) => [word, mend]);
