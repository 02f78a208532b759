import type { GpuLink } from "./gpu-report.ts";

/**
 * What `nvidia-smi nvlink --status` can tell where the matrix cannot be read: two cards alone in a box with the same
 * number of active links are joined to each other. With more cards it does not say who is joined to whom.
 */
export function linksFromNvlinkStatus(text: string): readonly GpuLink[] {
  const counts = activeLinks(text);
  const [first, second] = [...counts.keys()];
  if (counts.size !== 2 || first === undefined || second === undefined) return [];
  const count = counts.get(first) ?? 0;
  if (count === 0 || count !== counts.get(second)) return [];
  return [{ a: Math.min(first, second), b: Math.max(first, second), type: `NV${count}`, nvlink: true }];
}

function activeLinks(text: string): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  let current: number | undefined;
  for (const line of text.split(/\r?\n/)) {
    const gpu = /^\s*GPU (\d{1,4}):/.exec(line)?.[1];
    if (gpu !== undefined) {
      current = Number(gpu);
      counts.set(current, 0);
    } else if (current !== undefined && /^\s*Link \d+: [\d.]+ GB\/s/.test(line)) {
      counts.set(current, (counts.get(current) ?? 0) + 1);
    }
  }
  return counts;
}
