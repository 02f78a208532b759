import { dumpScript } from "../stores/postgres-script.ts";
import { pipeStore } from "../stores/store-work.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { dumpReader } from "./dump-rows.ts";
import { failed } from "../../../world/result.ts";
import type { SaveAnswer } from "./backup-manifest.ts";
import type { StoreSource } from "./store-source.ts";

/** A logical dump of everything, and, read back from the disk, how many rows of which table it holds. */
export async function dumpPostgres(work: StoreWork, source: StoreSource): Promise<SaveAnswer> {
  const file = `${source.service}.sql.gz`;
  const path = work.world.files.resolve(source.folder, file);
  const { containerId } = source;
  const dumped = await pipeStore(
    work,
    { containerId, script: dumpScript, args: [] },
    { output: { path, mode: 0o600, compress: true } },
  );
  if (dumped.kind === "failed") return failed(`pg_dumpall: ${dumped.error}`);
  const reader = dumpReader();
  let unpackedBytes = 0;
  const read = await work.world.files.scan(path, {
    decompress: true,
    onChunk: (chunk) => {
      unpackedBytes += chunk.length;
      reader.write(chunk);
    },
    signal: work.signal,
  });
  if (read.kind === "failed") return failed(`${file} cannot be read back: ${read.error.reason}`);
  if (read.value.sha256 !== dumped.written?.sha256) return failed(`${file} is not what was written to it`);
  const { tables, isWhole } = reader.end();
  if (!isWhole) return failed(`${file} is not whole: the end of the dump is missing`);
  const { sizeBytes, sha256 } = read.value;
  const about = { service: source.service, file, sizeBytes, sha256 };
  return { kind: "ok", value: [{ kind: "postgres", ...about, unpackedBytes, tables }] };
}
