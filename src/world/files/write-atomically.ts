import { randomBytes } from "node:crypto";
import { open, realpath, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolders } from "./make-folders.ts";

/** After a crash at any moment the path holds the whole old content or the whole new one. */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  const target = await followLink(path);
  const directory = dirname(target);
  await makeFolders(directory);
  const temporary = join(directory, `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await writeWhole(temporary, content, mode);
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncDirectory(directory);
}

/** A rename would replace a symbolic link by a file; what the link points to is what is meant. */
function followLink(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function writeWhole(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(path, "wx", mode);
  try {
    await handle.chmod(mode); // the umask has taken bits away
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the rename itself survive a power cut; some file systems cannot, and lose nothing else by it. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
