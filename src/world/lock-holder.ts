import type { LockHolder } from "./locks.ts";
import { parseJson } from "./parse-json.ts";

export async function parseLockHolder(line: string): Promise<LockHolder | undefined> {
  const { z } = await import("zod");
  const schema = z.object({
    processId: z.number(),
    user: z.string(),
    command: z.string(),
    directory: z.string(),
    since: z.string(),
  });
  return schema.safeParse(parseJson(line)).data;
}
