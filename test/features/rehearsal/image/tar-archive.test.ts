import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type TarEntry, tarArchive } from "../../../../src/features/rehearsal/image/tar-archive.ts";

test("the system's own tar reads it: kinds, modes, owners and targets", async () => {
  const listed = await read(
    [
      { kind: "folder", path: "tmp/", mode: 0o1777 },
      { kind: "file", path: "etc/passwd", mode: 0o644, content: "root:x:0:0::/:/bin/sh\n" },
      { kind: "link", path: "stand-in/serve", target: "/stand-in/stand-in.cjs" },
    ],
    "-tv",
  );
  expect(
    listed
      .trim()
      .split("\n")
      .map((line) => line.replaceAll(/\s+/gu, " ")),
  ).toEqual([
    "drwxrwxrwt root/root 0 1970-01-01 00:00 tmp/",
    "-rw-r--r-- root/root 22 1970-01-01 00:00 etc/passwd",
    "lrwxrwxrwx root/root 0 1970-01-01 00:00 stand-in/serve -> /stand-in/stand-in.cjs",
  ]);
});

test("any text comes out as it went in", async () => {
  const content = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.integer({ min: 0, max: 2_000 }).map((size) => "x".repeat(size)),
  );
  await fc.assert(
    fc.asyncProperty(content, async (text) => {
      const before: TarEntry = { kind: "file", path: "before", mode: 0o600, content: "before" };
      const entry: TarEntry = { kind: "file", path: "file", mode: 0o600, content: text };
      expect(await read([before, entry], "-xO", "file")).toBe(text);
    }),
    { numRuns: 25 },
  );
});

test("the same entries give the same bytes", async () => {
  const entries: readonly TarEntry[] = [{ kind: "file", path: "a", mode: 0o600, content: "b" }];
  expect(await tarArchive(entries)).toEqual(await tarArchive(entries));
});

async function read(entries: readonly TarEntry[], ...args: readonly string[]): Promise<string> {
  const [what = "", ...names] = args;
  return execFileSync("tar", [`${what}f`, "-", ...names], {
    input: await tarArchive(entries),
    encoding: "utf8",
    env: { PATH: process.env["PATH"], TZ: "UTC", LC_ALL: "C" },
  });
}
