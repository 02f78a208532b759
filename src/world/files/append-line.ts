import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolders } from "./make-folders.ts";

/** Appends a whole line or nothing: what a full disk cut off is taken back. */
export async function appendLine(path: string, line: string, mode: number): Promise<void> {
  await makeFolders(dirname(path));
  const handle = await open(path, "a+", mode);
  try {
    await appendWhole(handle, line);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function appendWhole(handle: FileHandle, line: string): Promise<void> {
  const { size } = await handle.stat();
  const start = (await endsWithNewline(handle, size)) ? "" : "\n";
  try {
    await handle.appendFile(`${start}${line}\n`);
  } catch (error) {
    await handle.truncate(size).catch(() => undefined);
    throw error;
  }
}

/** A writer that was killed may have left half a line; ours must not grow onto it. */
async function endsWithNewline(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}
