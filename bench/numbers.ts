export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

export function ratio(value: number): string {
  return `${value.toFixed(2)} ×`;
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
}

export function inMs(ms: number): string {
  return `${ms.toFixed(0)} ms`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
