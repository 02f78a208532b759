const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600] as const;
const mostTicks = 10;

/** Round moments to draw lines at, in milliseconds, the start left out. */
export function ticks(totalMs: number): readonly number[] {
  if (!(totalMs > 0) || !Number.isFinite(totalMs)) return [];
  const step = stepMs(totalMs);
  return Array.from({ length: Math.floor(totalMs / step) }, (_, index) => (index + 1) * step);
}

function stepMs(totalMs: number): number {
  for (let unit = 0.001; unit < 1; unit *= 10) {
    const small = [1, 2, 5].map((count) => count * unit * 1_000).find((ms) => totalMs / ms <= mostTicks);
    if (small !== undefined) return small;
  }
  const seconds = steps.find((step) => totalMs / (step * 1_000) <= mostTicks);
  return seconds === undefined ? totalMs / mostTicks : seconds * 1_000;
}
