import * as z from "zod";
import type { RecordedRun } from "./run-journal.ts";

const provenSchema = z.object({
  type: z.literal("service-proven"),
  service: z.string(),
  readyMs: z.number(),
});
const runsThatCount = 5;

/** How long each service took to be proven on this host: the median of the last runs that started it. */
export function expectedTimes(runs: readonly RecordedRun[]): Readonly<Record<string, number>> {
  const times = new Map<string, readonly number[]>();
  for (const { events } of runs) {
    const kept = new Set(
      events.filter(({ type }) => type === "service-kept").map((event) => event["service"]),
    );
    for (const event of events) {
      const proven = provenSchema.safeParse(event);
      if (!proven.success || kept.has(proven.data.service)) continue;
      const { service, readyMs } = proven.data;
      times.set(service, [...(times.get(service) ?? []), readyMs].slice(-runsThatCount));
    }
  }
  return Object.fromEntries([...times].map(([service, all]) => [service, median(all)]));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Until it is proven, by how long it took before; undefined once it has taken longer. */
export function timeLeftMs(expectedMs: number | undefined, tookMs: number): number | undefined {
  return expectedMs === undefined || expectedMs < tookMs ? undefined : Math.round(expectedMs - tookMs);
}
