import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { nodeFiles } from "../../src/world/files/node-files.ts";

/** A file system of its own, of 64 KiB. */
async function smallDisk(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "stack-full-"));
  await execa("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
  onTestFinished(async () => {
    await execa("umount", [folder]);
    await rm(folder, { recursive: true });
  });
  return folder;
}

const isFull = { kind: "failed", error: { code: "ENOSPC", reason: "no space left on device" } };

describe.runIf(process.getuid?.() === 0)("on a full disk", () => {
  it("a file keeps its old content, and nothing half-written stays", async () => {
    const folder = await smallDisk();
    const path = join(folder, "secrets.env");
    await nodeFiles.writeAtomically(path, "OLD=1\n", 0o600);
    expect(await nodeFiles.writeAtomically(path, "x".repeat(200_000), 0o600)).toEqual(isFull);
    expect(await readFile(path, "utf8")).toBe("OLD=1\n");
    expect(await readdir(folder)).toEqual(["secrets.env"]);
  });

  it("a journal keeps its whole lines, and takes the next one when there is room again", async () => {
    const folder = await smallDisk();
    const path = join(folder, "journal");
    await nodeFiles.appendLine(path, "one", 0o600);
    expect(await nodeFiles.appendLine(path, "x".repeat(200_000), 0o600)).toEqual(isFull);
    expect(await readFile(path, "utf8")).toBe("one\n");
    await nodeFiles.appendLine(path, "two", 0o600);
    expect(await readFile(path, "utf8")).toBe("one\ntwo\n");
  });

  it("the free space is told as none", async () => {
    const folder = await smallDisk();
    await writeFile(join(folder, "fill"), "x".repeat(200_000)).catch(() => undefined);
    expect(await nodeFiles.freeBytes(folder)).toBe(0);
  });
});
