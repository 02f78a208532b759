import { pipeDocker } from "../stores/store-work.ts";
import type { StoreWork } from "../stores/store-work.ts";

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
export function fileHead(archive: Buffer): FileHead | undefined {
  for (let at = 0; at + blockBytes <= archive.length;) {
    const field = (from: number, bytes: number): string =>
      archive.toString("latin1", at + from, at + from + bytes).replace(/[\0 ]+.*$/su, "");
    const size = Number.parseInt(field(124, 12) || "0", 8);
    const kind = field(156, 1);
    const content = at + blockBytes;
    if (kind === "0" || kind === "") {
      const ownerId = Number.parseInt(field(108, 8) || "0", 8);
      return size > 0 && content < archive.length
        ? {
            ownerId,
            text: archive.toString("latin1", content, Math.min(content + size, content + blockBytes)),
          }
        : undefined;
    }
    at = content + Math.ceil(size / blockBytes) * blockBytes;
  }
  return undefined;
}
