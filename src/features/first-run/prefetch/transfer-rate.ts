/** How much there was at a moment. */
export interface TransferSample {
  readonly atMs: number;
  readonly bytes: number;
}

export interface Transfer {
  /** Undefined before there is anything to judge by. */
  readonly bytesPerSecond: number | undefined;
  /** Undefined where the total is not known, or nothing moves. */
  readonly etaMs: number | undefined;
}

/** Long enough to even out bursts, short enough to show that a connection has slowed down. */
const windowMs = 20_000;

/**
 * What later rates are judged by: the last of what is older than the window, and all that is in it. The time before
 * anything came is a program's own start, and says nothing of the line.
 */
export function withSample(
  samples: readonly TransferSample[],
  next: TransferSample,
): readonly TransferSample[] {
  const [only, ...others] = samples;
  if (only?.bytes === next.bytes && others.length === 0) return [next];
  const all = [...samples, next];
  const first = all.findLastIndex(({ atMs }) => atMs <= next.atMs - windowMs);
  return all.slice(Math.max(0, first));
}

/** The rate over the samples, and the time that is left at it. What was there before the first counts for neither. */
export function transferOf(samples: readonly TransferSample[], totalBytes: number | undefined): Transfer {
  const first = samples[0];
  const last = samples.at(-1);
  const tookMs = (last?.atMs ?? 0) - (first?.atMs ?? 0);
  if (first === undefined || last === undefined || tookMs <= 0) return nothingKnown;
  // a part whose checksum was wrong is thrown away
  const bytesPerSecond = (Math.max(0, last.bytes - first.bytes) / tookMs) * 1_000;
  const leftBytes = totalBytes === undefined ? undefined : Math.max(0, totalBytes - last.bytes);
  return {
    bytesPerSecond,
    etaMs: leftBytes === undefined || bytesPerSecond === 0 ? undefined : (leftBytes / bytesPerSecond) * 1_000,
  };
}

const nothingKnown: Transfer = { bytesPerSecond: undefined, etaMs: undefined };
