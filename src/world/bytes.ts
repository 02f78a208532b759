const units = ["KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** `0 B`, `312 MiB`, `4.0 GiB`. */
export function bytes(count: number): string {
  let value = Number.isFinite(count) ? Math.max(0, count) : 0;
  if (Math.round(value) < 1_024) return `${Math.round(value)} B`;
  let unit = "B";
  for (const next of units) {
    // 1023.7 MiB would be printed as "1024 MiB".
    if (Math.round(value) < 1_024) break;
    value /= 1_024;
    unit = next;
  }
  return `${decimals(value, unit)} ${unit}`;
}

function decimals(value: number, unit: string): string {
  return unit === "KiB" || value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
