import type { LogLine, LogOptions } from "../../world/engine/engine.ts";

/** How far a log has been read, so that it can be read on from there: no line twice, and none left out. */
export class LogPlace {
  readonly #wanted: LogOptions;
  #atMs: number | undefined;
  /** How many lines of that very millisecond have been read: the engine begins with them again. */
  #readOfIt = 0;
  #toSkip = 0;

  constructor(wanted: LogOptions) {
    this.#wanted = wanted;
  }

  /** What to ask for. */
  begin(): LogOptions {
    this.#toSkip = this.#readOfIt;
    return this.#atMs === undefined ? this.#wanted : { since: new Date(this.#atMs) };
  }

  isNew({ at }: Pick<LogLine, "at">): boolean {
    const ms = at.getTime();
    if (this.#toSkip > 0 && ms === this.#atMs) {
      this.#toSkip -= 1;
      return false;
    }
    this.#reach(ms);
    if (ms === this.#atMs) this.#readOfIt += 1;
    return true;
  }

  /** Everything from before this moment counts as read. */
  pass(at: Date): void {
    this.#reach(at.getTime());
  }

  #reach(ms: number): void {
    if (this.#atMs !== undefined && ms <= this.#atMs) return;
    this.#atMs = ms;
    this.#readOfIt = 0;
    this.#toSkip = 0;
  }
}
