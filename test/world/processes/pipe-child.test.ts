import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createInterruption } from "../../../src/world/terminal/interruption.ts";
import { nodeFiles } from "../../../src/world/files/node-files.ts";
import { nodeProcesses } from "../../../src/world/processes/node-processes.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const processes = nodeProcesses(createInterruption());
const signal = new AbortController().signal;
const zeros = 20_000_000;

function shell(line: string, ...more: readonly string[]) {
  return { command: "sh", args: ["-c", line, "sh", ...more], signal };
}

describe("a child whose output is a file", () => {
  it("writes it whole, tells its digest, and nobody else may read it", async () => {
    const path = join(await temporaryFolder(), "out");
    let heard = 0;
    const piped = await processes.pipe(shell(`head -c ${String(zeros)} /dev/zero; echo done >&2`), {
      output: { path, mode: 0o600, compress: false },
      onChunk: (chunk) => (heard += chunk.length),
    });
    const scanned = await nodeFiles.scan(path, { decompress: false, signal });
    expect(piped.ended).toEqual({ kind: "exited", exitCode: 0, stdout: "", stderr: "done\n" });
    expect(piped.written).toEqual({
      sizeBytes: zeros,
      sha256: scanned.kind === "ok" ? scanned.value.sha256 : "",
    });
    expect(heard).toBe(zeros);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("packs it, and the digest is that of the file", async () => {
    const path = join(await temporaryFolder(), "out.gz");
    const piped = await processes.pipe(shell("printf hello"), {
      output: { path, mode: 0o600, compress: true },
    });
    expect(gunzipSync(await readFile(path)).toString()).toBe("hello");
    expect(await nodeFiles.scan(path, { decompress: false, signal })).toEqual({
      kind: "ok",
      value: piped.written,
    });
  });

  it("never writes over what is there", async () => {
    const path = join(await temporaryFolder(), "out");
    await writeFile(path, "mine");
    const piped = await processes.pipe(shell("yes"), { output: { path, mode: 0o600, compress: false } });
    expect(piped).toMatchObject({ written: undefined, failure: { code: "EEXIST" } });
    expect(await readFile(path, "utf8")).toBe("mine");
  });

  it("keeps its exit code and its last words", async () => {
    const piped = await processes.pipe(shell("seq 1 5000 >&2; exit 3"), {});
    expect(piped.ended).toMatchObject({ kind: "exited", exitCode: 3 });
    expect("stderr" in piped.ended && piped.ended.stderr.endsWith("5000\n")).toBe(true);
  });
});

describe("a child whose input is a file", () => {
  it("gets all of it, unpacked", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "in.gz");
    await processes.pipe(shell(`head -c ${String(zeros)} /dev/zero`), {
      output: { path, mode: 0o600, compress: true },
    });
    const counted: string[] = [];
    const piped = await processes.pipe(shell("wc -c"), {
      input: { path, decompress: true },
      onChunk: (chunk) => counted.push(Buffer.from(chunk).toString()),
    });
    expect(piped).toMatchObject({ ended: { exitCode: 0 }, failure: undefined });
    expect(counted.join("").trim()).toBe(String(zeros));
  });

  it("may end before it has read everything: its exit code says why", async () => {
    const path = join(await temporaryFolder(), "in");
    await writeFile(path, Buffer.alloc(5_000_000));
    const piped = await processes.pipe(shell("echo no >&2; exit 4"), {
      input: { path, decompress: false },
    });
    expect(piped).toMatchObject({ ended: { exitCode: 4, stderr: "no\n" }, failure: undefined });
  });

  it("is told that the file is not there, or damaged", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "in.gz");
    const absent = await processes.pipe(shell("cat"), { input: { path, decompress: true } });
    expect(absent.failure).toMatchObject({ code: "ENOENT" });
    await writeFile(path, "no gzip at all");
    const damaged = await processes.pipe(shell("cat >/dev/null"), { input: { path, decompress: true } });
    expect(damaged.failure?.code).toBe("Z_DATA_ERROR");
  });
});

describe("scanning a file", () => {
  it("fails on a packed file that was cut off", async () => {
    const path = join(await temporaryFolder(), "cut.gz");
    await processes.pipe(shell("seq 1 100000"), { output: { path, mode: 0o600, compress: true } });
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.length - 20));
    expect(await nodeFiles.scan(path, { decompress: true, signal })).toMatchObject({
      error: { code: "Z_BUF_ERROR" },
    });
    expect(await nodeFiles.scan(path, { decompress: false, signal })).toMatchObject({ kind: "ok" });
  });
});
