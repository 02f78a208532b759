import type { Result } from "../../../world/result.ts";
import { pipeStore } from "../../backup/stores/store-work.ts";
import type { StoreWork } from "../../backup/stores/store-work.ts";

export type DumpAnswer = Result<number, string>;

/** Of its database alone, and without its owners, which are others in the new one. */
const dumpScript = `u=\${POSTGRES_USER:-postgres}
exec pg_dump --no-owner --no-privileges -U "$u" -d "\${POSTGRES_DB:-$u}"`;

/** The rows of a PostgreSQL that runs, as SQL that any later version reads; in place of an earlier dump. */
export async function dumpPredecessor(
  work: StoreWork,
  containerId: string,
  path: string,
): Promise<DumpAnswer> {
  const { files } = work.world;
  await files.makeDirectory(files.dirname(path), 0o700);
  const removed = await files.remove(path);
  if (removed.kind === "failed") return { kind: "failed", error: removed.error.reason };
  const script = { containerId, script: dumpScript, args: [] };
  const answer = await pipeStore(work, script, { output: { path, mode: 0o600, compress: false } });
  if (answer.kind === "failed") return answer;
  if (await isWholeDump(work, path)) return { kind: "ok", value: answer.written?.sizeBytes ?? 0 };
  return { kind: "failed", error: "its end is missing" };
}

const lastWords = "PostgreSQL database dump complete";
const tailBytes = 512;

/** The line that pg_dump ends with is there; one that was cut off is none. */
export async function isWholeDump({ world, signal }: StoreWork, path: string): Promise<boolean> {
  if ((await world.files.stat(path)).kind !== "file") return false;
  let tail: Uint8Array = new Uint8Array();
  const scanned = await world.files.scan(path, {
    decompress: false,
    onChunk: (chunk) => (tail = Buffer.concat([tail, chunk.slice(-tailBytes)]).subarray(-tailBytes)),
    signal,
  });
  return scanned.kind === "ok" && new TextDecoder().decode(tail).includes(lastWords);
}
