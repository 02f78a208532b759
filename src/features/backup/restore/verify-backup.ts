import { dumpBeginning, dumpReader } from "../save/dump-rows.ts";
import type { BackupPart, PostgresPart, VolumePart } from "../save/backup-manifest.ts";
import { tarReader } from "../../../world/files/tar-digest.ts";
import type { World } from "../../../world/world.ts";
import type { FoundBackup } from "./find-backup.ts";

/**
 * What is wrong with a backup's files, one sentence each: missing, cut off, changed; or not what the manifest says that
 * they hold, whoever wrote both: with such a one a restore would end in the middle.
 */
export async function verifyBackup(
  world: World,
  { path, manifest }: FoundBackup,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const part of manifest.parts) {
    const { file } = part;
    const reason = isOutside(file)
      ? "the manifest names a file outside the backup"
      : ((await changed(world, part, path, signal)) ?? (await unfit(world, part, path, signal)));
    if (reason !== undefined) wrong.push(`${file}: ${reason}`);
  }
  return wrong;
}

function isOutside(file: string): boolean {
  return file.includes("/") || file === ".." || file === "";
}

async function changed(
  { files }: World,
  { file, sizeBytes, sha256 }: BackupPart,
  folder: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const read = await files.scan(files.resolve(folder, file), { decompress: false, signal });
  if (read.kind === "failed") return read.error.reason;
  if (read.value.sizeBytes !== sizeBytes)
    return `${String(read.value.sizeBytes)} bytes, ${String(sizeBytes)} were written`;
  return read.value.sha256 === sha256 ? undefined : "its checksum is not that of what was written";
}

/** Stores read the others themselves, and check them. */
function unfit(
  world: World,
  part: BackupPart,
  folder: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = world.files.resolve(folder, part.file);
  switch (part.kind) {
    case "postgres":
      return unfitDump(world, part, path, signal);
    case "volume":
      return unfitArchive(world, part, path, signal);
    case "redis":
    case "qdrant":
      return Promise.resolve(undefined);
  }
}

/** It is read no further than it makes sense: a small file may unpack to any size. */
async function unfitDump(
  { files }: World,
  { tables, unpackedBytes = Infinity }: PostgresPart,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const reader = dumpReader();
  const senseless = new AbortController();
  let begins = "";
  let bytes = 0;
  const onChunk = (chunk: Uint8Array): void => {
    if (begins.length < dumpBeginning.length)
      begins += Buffer.from(chunk).toString("latin1", 0, dumpBeginning.length);
    bytes += chunk.length;
    const isDump = begins.startsWith(dumpBeginning.slice(0, begins.length));
    if (!isDump || bytes > unpackedBytes) senseless.abort();
    else reader.write(chunk);
  };
  const either = AbortSignal.any([signal, senseless.signal]);
  const read = await files.scan(path, { decompress: true, onChunk, signal: either });
  if (senseless.signal.aborted)
    return bytes > unpackedBytes ? "it unpacks to more than was saved" : "it is no dump of pg_dumpall";
  if (read.kind === "failed") return read.error.reason;
  const { isWhole, tables: found } = reader.end();
  if (!isWhole) return "the end of the dump is missing";
  return described(found) === described(tables)
    ? undefined
    : "it does not hold the rows that the manifest says";
}

function described(tables: PostgresPart["tables"]): string {
  return JSON.stringify(tables.map(({ database, table, rows }) => [database, table, rows]));
}

async function unfitArchive(
  { files }: World,
  part: VolumePart,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const reader = tarReader();
  const read = await files.scan(path, { decompress: false, onChunk: reader.write, signal });
  if (read.kind === "failed") return read.error.reason;
  const { isWhole, astray, digest } = await reader.end();
  if (!isWhole) return "the end of the archive is missing";
  if (astray !== undefined)
    return `${JSON.stringify(astray)} in it would not lie in the volume, or is no plain content`;
  return digest === part.digest ? undefined : "it does not hold the files that the manifest says";
}
