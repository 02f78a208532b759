import * as z from "zod";
import type { LockHolder } from "./locks.ts";
import { parseJson } from "../parse-json.ts";

const schema = z.object({
  processId: z.number(),
  user: z.string(),
  command: z.string(),
  directory: z.string(),
  since: z.string(),
});

export function parseLockHolder(line: string): LockHolder | undefined {
  return schema.safeParse(parseJson(line)).data;
}
