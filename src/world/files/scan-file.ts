import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { ScanAnswer, ScanOptions } from "./files.ts";
import { systemErrorOf } from "../system-error.ts";
import { tap } from "../processes/tap.ts";
import { notAFile } from "./regular-file.ts";

export async function scanFile(path: string, options: ScanOptions): Promise<ScanAnswer> {
  const odd = await notAFile(path);
  if (odd !== undefined) return { kind: "failed", error: odd };
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const measured = tap((chunk) => {
    hash.update(chunk);
    sizeBytes += chunk.length;
  });
  const unpacked = options.decompress ? createGunzip() : new PassThrough();
  const listen = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of source) await options.onChunk?.(chunk);
  };
  try {
    await pipeline(createReadStream(path), measured, unpacked, listen, { signal: options.signal });
    return { kind: "ok", value: { sizeBytes, sha256: hash.digest("hex") } };
  } catch (error) {
    return { kind: "failed", error: systemErrorOf(error) };
  }
}
