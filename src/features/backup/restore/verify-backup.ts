import type { World } from "../../../world/world.ts";
import type { FoundBackup } from "./find-backup.ts";

/** What is wrong with a backup's files, one sentence each: missing, cut off, changed. */
export async function verifyBackup(
  world: World,
  { path, manifest }: FoundBackup,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { file, sizeBytes, sha256 } of manifest.parts) {
    if (isOutside(file)) {
      wrong.push(`${file}: the manifest names a file outside the backup`);
      continue;
    }
    const read = await world.files.scan(world.files.resolve(path, file), { decompress: false, signal });
    if (read.kind === "failed") wrong.push(`${file}: ${read.error.reason}`);
    else if (read.value.sizeBytes !== sizeBytes) {
      wrong.push(`${file}: ${String(read.value.sizeBytes)} bytes, ${String(sizeBytes)} were written`);
    } else if (read.value.sha256 !== sha256)
      wrong.push(`${file}: its checksum is not that of what was written`);
  }
  return wrong;
}

function isOutside(file: string): boolean {
  return file.includes("/") || file === ".." || file === "";
}
