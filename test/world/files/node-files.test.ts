import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/world/files/node-files.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { createInterruption } from "../../../src/world/terminal/interruption.ts";
import { nodeProcesses } from "../../../src/world/processes/node-processes.ts";

describe("reading a path", () => {
  it("tells text, absence and folders apart", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "a.txt"), "content");
    expect(await nodeFiles.read(join(folder, "a.txt"))).toEqual({ kind: "text", text: "content" });
    expect(await nodeFiles.read(join(folder, "none"))).toEqual({ kind: "absent" });
    expect(await nodeFiles.read(folder)).toEqual({ kind: "directory" });
  });

  it("below a file is absence, for reading, looking and listing", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const below = join(folder, "file", "below");
    expect(await nodeFiles.read(below)).toEqual({ kind: "absent" });
    expect(await nodeFiles.stat(below)).toEqual({ kind: "absent" });
    expect(await nodeFiles.list(below)).toEqual([]);
  });

  it("says in words why it cannot be read", async () => {
    const folder = await temporaryFolder();
    await symlink("loop", join(folder, "loop"));
    const answer = await nodeFiles.read(join(folder, "loop"));
    expect(answer).toEqual({ kind: "unreadable", reason: "too many symbolic links encountered" });
  });
});

describe("what is no file", () => {
  async function pipeIn(folder: string): Promise<string> {
    const path = join(folder, "pipe");
    await execa("sh", ["-c", 'mkfifo "$1"', "sh", path]);
    return path;
  }

  it("is named and not read, for reading a pipe nobody writes to would never end", async () => {
    const path = await pipeIn(await temporaryFolder());
    expect(await nodeFiles.read(path)).toEqual({ kind: "unreadable", reason: "it is a pipe, and no file" });
    expect(await nodeFiles.read("/dev/zero")).toMatchObject({ reason: "it is a device, and no file" });
    const signal = AbortSignal.timeout(20_000);
    expect(await nodeFiles.scan(path, { decompress: false, signal })).toMatchObject({
      kind: "failed",
      error: { reason: "it is a pipe, and no file" },
    });
  }, 10_000);

  it("is never put out of its place by a file", async () => {
    const path = await pipeIn(await temporaryFolder());
    const link = `${path}-by-another-name`;
    await symlink(path, link);
    const refused = { kind: "failed", error: { reason: "it is a pipe, and no file" } };
    expect(await nodeFiles.writeAtomically(path, "x", 0o600)).toMatchObject(refused);
    expect(await nodeFiles.writeAtomically(link, "x", 0o600)).toMatchObject(refused);
    expect((await stat(path)).isFIFO()).toBe(true);
  });

  it("is no part of what a child is given either", async () => {
    const path = await pipeIn(await temporaryFolder());
    const processes = nodeProcesses(createInterruption());
    const signal = AbortSignal.timeout(20_000);
    const piped = await processes.pipe(
      { command: "cat", args: [], signal },
      { input: { path, decompress: false } },
    );
    expect(piped.failure?.reason).toBe("it is a pipe, and no file");
  }, 10_000);

  it("is read where a person may name a pipe, and waited for only so long", async () => {
    const path = await pipeIn(await temporaryFolder());
    const reading = nodeFiles.read(path, { pipeMs: 30_000 });
    await writeFile(path, "typed by nobody");
    expect(await reading).toEqual({ kind: "text", text: "typed by nobody" });
    expect(await nodeFiles.read(path, { pipeMs: 50 })).toEqual({
      kind: "unreadable",
      reason: "nobody has written to it within 0.05 s",
    });
    // lets the reader go that is left behind
    await writeFile(path, "");
  }, 10_000);
});

describe("looking at a path", () => {
  it("tells kind, mode and size", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "a"), "12345");
    await chmod(join(folder, "a"), 0o640);
    expect(await nodeFiles.stat(join(folder, "a"))).toMatchObject({
      kind: "file",
      mode: 0o640,
      sizeBytes: 5,
    });
    expect(await nodeFiles.stat(folder)).toMatchObject({ kind: "directory" });
    expect(await nodeFiles.stat("/dev/null")).toMatchObject({ kind: "other" });
  });

  it("lists names in order", async () => {
    const folder = await temporaryFolder();
    await Promise.all(["b", "a", "C"].map((name) => writeFile(join(folder, name), "")));
    expect(await nodeFiles.list(folder)).toEqual(["C", "a", "b"]);
  });
});

describe("writing a file", () => {
  it("makes missing folders and gives exactly the mode, whatever the umask", async () => {
    const path = join(await temporaryFolder(), "deep", "er", "secret");
    expect(await nodeFiles.writeAtomically(path, "x", 0o666)).toEqual({ kind: "ok", value: undefined });
    expect((await stat(path)).mode & 0o777).toBe(0o666);
    expect(await nodeFiles.writeAtomically(path, "y", 0o600)).toEqual({ kind: "ok", value: undefined });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, "utf8")).toBe("y");
  });

  it("shows every reader the whole old content or the whole new one", async () => {
    const path = join(await temporaryFolder(), "file");
    const contents = ["a", "b"].map((letter) => letter.repeat(300_000));
    await nodeFiles.writeAtomically(path, contents[0] ?? "", 0o600);
    const writing = (async () => {
      for (let round = 0; round < 20; round += 1) {
        await nodeFiles.writeAtomically(path, contents[round % 2] ?? "", 0o600);
      }
    })();
    const seen: string[] = [];
    for (let round = 0; round < 20; round += 1) seen.push(await readFile(path, "utf8"));
    await writing;
    expect(seen.filter((text) => !contents.includes(text))).toEqual([]);
  });

  it("leaves the old state and no temporary file when the last step is refused", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "target", "inside"), { recursive: true });
    const answer = await nodeFiles.writeAtomically(join(folder, "target"), "x", 0o600);
    expect(answer).toMatchObject({ kind: "failed", error: { code: "EISDIR" } });
    expect(await readdir(folder)).toEqual(["target"]);
  });

  it("through a symbolic link writes what the link points to", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "real"), "old");
    await symlink("real", join(folder, "link"));
    await nodeFiles.writeAtomically(join(folder, "link"), "new", 0o600);
    expect(await readFile(join(folder, "real"), "utf8")).toBe("new");
    expect((await nodeFiles.stat(join(folder, "link"))).kind).toBe("file");
  });

  it("says which code the system gave", async () => {
    const answer = await nodeFiles.writeAtomically("/proc/nothing/here", "x", 0o600);
    expect(answer).toMatchObject({
      kind: "failed",
      error: { code: "ENOENT", reason: "no such file or directory" },
    });
  });
});

describe("a journal", () => {
  it("grows by whole lines", async () => {
    const path = join(await temporaryFolder(), "sub", "journal");
    await nodeFiles.appendLine(path, "one", 0o600);
    await nodeFiles.appendLine(path, "two", 0o600);
    expect(await readFile(path, "utf8")).toBe("one\ntwo\n");
  });

  it("keeps a new line apart from half a line of a writer that was killed", async () => {
    const path = join(await temporaryFolder(), "journal");
    await writeFile(path, "one\nha");
    await nodeFiles.appendLine(path, "two", 0o600);
    expect(await readFile(path, "utf8")).toBe("one\nha\ntwo\n");
  });
});

describe("folders and removal", () => {
  it("leaves the mode of a folder that is there", async () => {
    const folder = join(await temporaryFolder(), "made");
    await nodeFiles.makeDirectory(folder, 0o700);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await nodeFiles.makeDirectory(folder, 0o755);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it("removes files and empty folders, and is content when nothing is there", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    await mkdir(join(folder, "empty"));
    await mkdir(join(folder, "full", "inside"), { recursive: true });
    expect(await nodeFiles.remove(join(folder, "file"))).toEqual({ kind: "ok", value: undefined });
    expect(await nodeFiles.remove(join(folder, "empty"))).toEqual({ kind: "ok", value: undefined });
    expect(await nodeFiles.remove(join(folder, "none"))).toEqual({ kind: "ok", value: undefined });
    expect(await nodeFiles.remove(join(folder, "full"))).toMatchObject({
      kind: "failed",
      error: { code: "ENOTEMPTY" },
    });
  });

  it("knows the free space where a path would lie", async () => {
    const folder = await temporaryFolder();
    expect(await nodeFiles.freeBytes(join(folder, "not", "there"))).toBeGreaterThan(0);
  });

  it("finds the folder this package lives in", async () => {
    expect(await nodeFiles.list(nodeFiles.packageDirectory)).toContain("package.json");
  });
});
