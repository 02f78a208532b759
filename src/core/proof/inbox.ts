import type { Clock } from "../../world/clock.ts";
import { letManyWait } from "../../world/many-waiters.ts";

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
      const wake = (): void => {
        // with a reason: without one each makes an error, stack and all
        sleeping.abort("news");
      };
      this.#wake = wake;
      letManyWait(signal).addEventListener("abort", wake, { once: true });
      await this.#clock.sleep(withinMs, sleeping.signal);
      signal.removeEventListener("abort", wake);
      this.#wake = undefined;
    }
    this.#unread = false;
  }
}
