import * as z from "zod";
import { ok } from "./connection/engine-answer.ts";
import { ask } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import type { ContainerUsage, EngineAnswer } from "./engine.ts";

const schema = z.object({
  memory_stats: z
    .object({ usage: z.number().optional(), stats: z.record(z.string(), z.number()).optional() })
    .optional(),
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }).optional() }).optional(),
  networks: z.record(z.string(), z.looseObject({ rx_bytes: z.number() })).optional(),
});

/** What `docker stats` shows: the file cache that the kernel would give back is not counted as memory. */
export async function readUsage(
  connect: Connect,
  containerId: string,
): Promise<EngineAnswer<ContainerUsage | undefined>> {
  const path = `/containers/${encodeURIComponent(containerId)}/stats`;
  const query = { stream: false, "one-shot": true };
  const stats = await ask(connect, { method: "GET", path, query }, schema);
  if (stats.kind === "failed") return stats;
  const { memory_stats: memory, cpu_stats: processors, networks } = stats.value;
  if (memory?.usage === undefined) return ok(undefined);
  const { usage, stats: parts } = memory;
  const received = Object.values(networks ?? {}).reduce((sum, { rx_bytes: bytes }) => sum + bytes, 0);
  return ok({
    memoryBytes: usage - Math.min(usage, parts?.["inactive_file"] ?? parts?.["total_inactive_file"] ?? 0),
    receivedBytes: received,
    processorMs: (processors?.cpu_usage?.total_usage ?? 0) / 1e6,
  });
}

export async function readMemoryBytes(
  connect: Connect,
  containerId: string,
): Promise<EngineAnswer<number | undefined>> {
  const usage = await readUsage(connect, containerId);
  return usage.kind === "failed" ? usage : ok(usage.value?.memoryBytes);
}
