import type { Readable } from "node:stream";
import * as z from "zod";
import { ok, refused } from "../connection/engine-answer.ts";
import type { EngineAnswer } from "../engine.ts";
import { splitLines } from "../../processes/line-splitter.ts";
import { parseJson } from "../../parse-json.ts";
import { readEach } from "./read-all.ts";

const schema = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).optional(),
  error: z.string().optional(),
});

export type ProgressLine = z.infer<typeof schema>;

/** A pull or a load says 200 at once; that it failed stands in one of the lines that follow. Rejects on a cut. */
export async function readProgress(
  stream: Readable,
  signal: AbortSignal,
  onLine: (line: ProgressLine) => void,
): Promise<EngineAnswer<"done">> {
  let complaint: string | undefined;
  const lines = splitLines((text) => {
    const line = schema.safeParse(parseJson(text)).data;
    if (line === undefined) return;
    complaint ??= line.error;
    onLine(line);
  });
  await readEach(stream, signal, lines.write);
  lines.end();
  return complaint === undefined ? ok("done") : refused(200, complaint);
}
