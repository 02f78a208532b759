/** `40 ms`, `1.4 s`, `2 min 05 s`, `1 h 05 min`. */
export function duration(ms: number): string {
  const safe = Number.isFinite(ms) ? Math.max(0, ms) : 0;
  if (safe < 100) return `${Math.round(safe)} ms`;
  if (safe < 59_950) return `${(safe / 1_000).toFixed(1)} s`;
  const seconds = Math.round(safe / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** For estimates, which are not known to a tenth: `20 s`, `3 min`. */
export function roughDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 10) return `${seconds} s`;
  if (seconds < 100) return `${Math.round(seconds / 5) * 5} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

/** An ISO time as people write it: `2026-11-21 10:02:11 UTC`. */
export function moment(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*Z$/.test(iso)
    ? `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
    : iso;
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}
