import { addAbortSignal } from "node:stream";
import type { Readable } from "node:stream";

export async function readAll(stream: Readable, signal: AbortSignal): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await readEach(stream, signal, (chunk) => {
    chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

/** Rejects when the stream breaks or the signal aborts. */
export async function readEach(
  stream: Readable,
  signal: AbortSignal,
  onChunk: (chunk: Uint8Array) => void,
): Promise<void> {
  for await (const chunk of addAbortSignal(signal, stream)) {
    if (chunk instanceof Uint8Array) onChunk(chunk);
  }
}
