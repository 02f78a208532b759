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
  const { status, text } = readResponse(answer.value.stdout);
  const parsed = schema.safeParse(parseJson(text));
  if (status === 200 && parsed.success) return { kind: "ok", value: parsed.data };
  return { kind: "failed", error: `${method} ${path}: ${String(status)} ${text.slice(0, 300).trim()}` };
}

function readResponse(raw: string): { readonly status: number; readonly text: string } {
  const end = raw.indexOf("\r\n\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d+)/u.exec(raw)?.[1] ?? 0);
  return { status, text: end < 0 ? "" : raw.slice(end + 4) };
}
