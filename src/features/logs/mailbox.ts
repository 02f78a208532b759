import type { Clock } from "../../world/clock.ts";

/** What has come in and was not looked at yet, in order. */
export class Mailbox<T> {
  readonly #items: T[] = [];
  #wake: () => void = () => undefined;

  put(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  has(isMeant: (item: T) => boolean): boolean {
    return this.#items.some(isMeant);
  }

  /** Those in front for which this holds. */
  takeWhile(isMeant: (item: T) => boolean): readonly T[] {
    const end = this.#items.findIndex((item) => !isMeant(item));
    return this.#items.splice(0, end === -1 ? this.#items.length : end);
  }

  /** The first; undefined when the signal aborts, or nothing has come within the limit. */
  async next(
    signal: AbortSignal,
    limit: { readonly clock: Pick<Clock, "sleep">; readonly ms: number } | undefined,
  ): Promise<T | undefined> {
    if (this.#items.length === 0 && !signal.aborted) {
      const came = new AbortController();
      const isOver = AbortSignal.any([signal, came.signal]);
      this.#wake = () => came.abort();
      await (limit === undefined ? aborted(isOver) : limit.clock.sleep(limit.ms, isOver));
      this.#wake = () => undefined;
    }
    return signal.aborted ? undefined : this.#items.shift();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
