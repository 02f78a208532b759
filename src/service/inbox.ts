import type { Clock } from "../world/clock.ts";

/** Wakes a loop that waits for whichever comes first: news, a time, or an abort. News between two waits is kept. */
export class Inbox {
  #unread = false;
  #wake: (() => void) | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  notify(): void {
    this.#unread = true;
    this.#wake?.();
  }

  async news(withinMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#unread && !signal.aborted) {
      const sleeping = new AbortController();
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([woken, this.#clock.sleep(withinMs, AbortSignal.any([signal, sleeping.signal]))]);
      sleeping.abort();
      this.#wake = undefined;
    }
    this.#unread = false;
  }
}
