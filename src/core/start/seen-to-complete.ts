import * as z from "zod";
import type { RecordedRun } from "../journal/run-journal.ts";

const aboutService = z.object({
  type: z.enum(["service-started", "service-kept", "service-settled"]),
  service: z.string(),
  state: z.string().optional(),
  doneBefore: z.boolean().optional(),
});

/**
 * The services that the last start to tell of them saw complete by themselves. It must have seen them run, or have
 * left alone what an earlier one saw: that a container stands there with exit code 0 says nothing.
 */
export function seenToComplete(runs: readonly RecordedRun[]): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const { events } of runs) {
    const ran = new Set<string>();
    for (const event of events) {
      const parsed = aboutService.safeParse(event);
      if (!parsed.success) continue;
      const { type, service, state, doneBefore = false } = parsed.data;
      if (type !== "service-settled") ran.add(service);
      if (state === "completed" && (doneBefore || ran.has(service))) seen.add(service);
      else if (type !== "service-kept") seen.delete(service);
    }
  }
  return seen;
}
