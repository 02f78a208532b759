export interface Clock {
  /** Wall-clock time, for people and records; it may jump. */
  now(): Date;
  /** Milliseconds since an arbitrary start; never jumps, so every duration is measured with it. */
  elapsedMs(): number;
  /** Resolves after `ms`, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
