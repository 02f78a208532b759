import * as z from "zod";
import { ok } from "./engine-answer.ts";
import { ask } from "./engine-client.ts";
import type { Connect } from "./engine-connection.ts";
import type { EngineAnswer } from "./engine.ts";

const schema = z.object({
  memory_stats: z
    .object({ usage: z.number().optional(), stats: z.record(z.string(), z.number()).optional() })
    .optional(),
});

/** What `docker stats` shows: the file cache that the kernel would give back is not counted. */
export async function readMemoryBytes(
  connect: Connect,
  containerId: string,
): Promise<EngineAnswer<number | undefined>> {
  const path = `/containers/${encodeURIComponent(containerId)}/stats`;
  const query = { stream: false, "one-shot": true };
  const stats = await ask(connect, { method: "GET", path, query }, schema);
  if (stats.kind === "failed") return stats;
  const { usage, stats: parts } = stats.value.memory_stats ?? {};
  if (usage === undefined) return ok(undefined);
  return ok(usage - Math.min(usage, parts?.["inactive_file"] ?? parts?.["total_inactive_file"] ?? 0));
}
