import type { World } from "../../../world/world.ts";

/** A GPU runtime's hooks, a cold disk: nobody else waits for them. */
const slowStartMs = 1_000;

type Outside = Pick<World, "clock" | "background">;

interface Waiting {
  readonly urgency: number;
  readonly go: () => void;
}

/**
 * Gives each start its turn. What is as urgent as anything that has not begun goes at once; the rest a few at a time,
 * for an engine that is asked to start everything together keeps those waiting that everything else waits for.
 */
export class StartQueue {
  readonly #world: Outside;
  readonly #atOnce: number;
  /** Urgencies of all that has not begun, asked for or not. */
  readonly #left: number[];
  #underWay = 0;
  #waiting: readonly Waiting[] = [];

  constructor(world: Outside, atOnce: number, urgencies: Iterable<number>) {
    this.#world = world;
    this.#atOnce = atOnce;
    this.#left = [...urgencies];
  }

  /** Does the work in its turn; undefined when the signal aborts before that. */
  async run<T>(urgency: number, work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    await new Promise<void>((go) => this.#enqueue({ urgency, go }));
    const over = new AbortController();
    // done or slow, it makes room once
    const { clock, background } = this.#world;
    background.begin(clock.sleep(slowStartMs, over.signal).then(() => this.#leave()));
    try {
      return signal.aborted ? undefined : await work();
    } finally {
      over.abort();
    }
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting = [...this.#waiting, waiting].toSorted((one, other) => other.urgency - one.urgency);
    // who asks in the same turn is compared before anyone goes
    queueMicrotask(() => this.#next());
  }

  #leave(): void {
    this.#underWay -= 1;
    this.#next();
  }

  #next(): void {
    const [first, ...others] = this.#waiting;
    if (first === undefined) return;
    const isPressing = first.urgency >= Math.max(...this.#left);
    if (!isPressing && this.#underWay >= this.#atOnce) return;
    this.#waiting = others;
    this.#underWay += 1;
    this.#left.splice(this.#left.indexOf(first.urgency), 1);
    first.go();
    this.#next();
  }
}
