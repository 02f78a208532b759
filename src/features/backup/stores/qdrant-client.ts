import type { Result } from "../../../world/result.ts";
import type * as z from "zod";
import { parseJson } from "../../../world/parse-json.ts";
import { askScript } from "./qdrant-script.ts";
import { askStore } from "./store-work.ts";
import type { StoreWork } from "./store-work.ts";

export type QdrantAnswer<T> = Result<T, string>;

export interface QdrantRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: object;
}

/** One question to Qdrant's own API, asked inside its container; `schema` is of the whole answer. */
export async function askQdrant<T>(
  work: StoreWork,
  containerId: string,
  { method, path, body }: QdrantRequest,
  schema: z.ZodType<T>,
): Promise<QdrantAnswer<T>> {
  const args = [method, path, body === undefined ? "" : JSON.stringify(body)];
  const answer = await askStore(work, { containerId, script: askScript, args, shell: "bash" });
  if (answer.kind === "failed") return answer;
  const { status, text, isCut } = readResponse(answer.value.stdout);
  if (isCut)
    return { kind: "failed", error: `${method} ${path}: the connection ended before the answer did` };
  const parsed = schema.safeParse(parseJson(text));
  if (status === 200 && parsed.success) return { kind: "ok", value: parsed.data };
  return { kind: "failed", error: `${method} ${path}: ${String(status)} ${text.slice(0, 300).trim()}` };
}

interface RawResponse {
  readonly status: number;
  readonly text: string;
  /** It is shorter than it said it would be: what is there may still parse. */
  readonly isCut: boolean;
}

/** Over HTTP/1.0, so that a body is never in chunks; one whose length nobody told ends with the connection. */
function readResponse(raw: string): RawResponse {
  const end = raw.indexOf("\r\n\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d+)/u.exec(raw)?.[1] ?? 0);
  if (end < 0) return { status, text: "", isCut: status !== 0 };
  const text = raw.slice(end + 4);
  const told = /^content-length: *(\d+) *$/imu.exec(raw.slice(0, end))?.[1];
  return { status, text, isCut: told !== undefined && Buffer.byteLength(text) < Number(told) };
}
