import { extract } from "tar-stream";
import { pipeDocker } from "../../backup/stores/store-work.ts";
import type { StoreWork } from "../../backup/stores/store-work.ts";

export interface FileHead {
  readonly ownerId: number;
  /** Its first bytes, as text. */
  readonly text: string;
}

const blockBytes = 512;
/** Headers of a few kinds, and the first of the file itself. */
const enoughBytes = 16 * blockBytes;

/**
 * The beginning of one file of a container, running or not; no program of it is needed. Undefined where there is none.
 */
export async function readHead(
  work: StoreWork,
  container: string,
  path: string,
): Promise<FileHead | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const enough = new AbortController();
  const signal = AbortSignal.any([work.signal, enough.signal]);
  await pipeDocker({ ...work, signal }, ["cp", "-L", `${container}:${path}`, "-"], {
    onChunk: (chunk) => {
      if (length < enoughBytes) chunks.push(chunk.slice());
      length += chunk.length;
      // the rest can be gigabytes
      if (length >= enoughBytes) enough.abort();
    },
  });
  return fileHead(Buffer.concat(chunks));
}

/** The first plain file of an archive that may be cut off. */
export function fileHead(archive: Buffer): Promise<FileHead | undefined> {
  const reader = extract();
  let head: FileHead | undefined;
  reader.on("entry", ({ type, uid, size }, stream, next) => {
    // what ends the archive early ends its entry, too
    stream.on("error", () => undefined);
    if (type !== "file") {
      stream.resume();
      next();
      return;
    }
    const at = stream.offset + blockBytes;
    const text = archive.toString("latin1", at, at + Math.min(size, blockBytes));
    if (text !== "") head = { ownerId: uid, text };
    reader.destroy();
  });
  reader.on("error", () => undefined);
  reader.end(archive);
  return new Promise((resolve) => {
    reader.once("close", () => {
      resolve(head);
    });
  });
}
