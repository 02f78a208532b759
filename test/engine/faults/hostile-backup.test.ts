import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { closeProject, contentOfStores, dataProject, fillStores, forgetStores } from "../data-project.ts";
import { containerIds } from "../docker.ts";
import type { TestProject } from "../test-project.ts";
import { record } from "./moments.ts";

let project: TestProject;
let content: string;
let backup: string;

const saved = z.object({ path: z.string() });
const manifestSchema = z.looseObject({
  parts: z.array(z.looseObject({ kind: z.string(), file: z.string() })),
});

/** Whatever a volume may hold beside plain files. */
const everything = `
  cd /files
  echo su > su; chmod 6755 su; ln su deep/again
  mknod null c 1 3; mkfifo pipe; ln -s /etc/passwd out; ln -s ../../.. up`;

const listing = "cd /files; ls -ln | awk '{ print $1, $3, $4, $NF }' | sort; cat deep/again";

async function inFiles(line: string): Promise<string> {
  const words = ["exec", `${project.name}-files-1`, "sh", "-c", line];
  return (await execa("docker", words)).stdout;
}

beforeAll(async () => {
  project = await dataProject();
  expect((await project.stack("up", "demo")).exitCode).toBe(0);
  await fillStores(project);
  await inFiles(everything);
  content = await contentOfStores(project);
  backup = saved.parse(JSON.parse((await project.stack("backup", "demo", "--json")).stdout)).path;
});
afterAll(() => closeProject(project));

test("setuid files, devices, pipes, and links to anywhere come back as they were", async () => {
  const before = await inFiles(listing);
  expect(before).toContain("rwsr-sr-x");
  await forgetStores(project);
  await inFiles("cd /files; rm -rf su null pipe out up");
  const run = await project.stack("restore", "demo", backup, "--yes");
  expect(run.exitCode, run.stderr).toBe(0);
  expect(await inFiles(listing)).toBe(before);
  expect(await contentOfStores(project)).toBe(content);
});

/** A copy of the backup with another file, and a manifest that fits it. */
async function forged(kind: string, forge: (path: string) => Promise<void>): Promise<string> {
  const copy = join(project.directory, "forged");
  await execa("sh", ["-c", 'rm -rf "$1" && cp -a "$0" "$1"', backup, copy]);
  const path = join(copy, "manifest.json");
  const manifest = manifestSchema.parse(JSON.parse(await readFile(path, "utf8")));
  const parts = await Promise.all(
    manifest.parts.map(async (part) => {
      const file = join(copy, part.file);
      if (part.kind !== kind || !(kind === "postgres" || part.file.includes("_files"))) return part;
      await forge(file);
      const now = await readFile(file);
      return { ...part, sizeBytes: now.length, sha256: createHash("sha256").update(now).digest("hex") };
    }),
  );
  await writeFile(path, JSON.stringify({ ...manifest, parts }));
  return copy;
}

/** Further entries, as tar writes them where it is told to. */
const added = (script: string) => async (path: string) => {
  const line = `set -e; cd "$(mktemp -d)"; echo x > passwd; ${script}; rm -r "$PWD"`;
  await execa("sh", ["-c", line, path]);
};

const huge = 256 * 2 ** 20;

const forgeries: readonly (readonly [string, string, (path: string) => Promise<void>])[] = [
  ["that unpacks to zeros", "postgres", async (path) => writeFile(path, gzipSync(Buffer.alloc(huge)))],
  [
    "that goes on after its end",
    "postgres",
    async (path) =>
      writeFile(path, Buffer.concat([await readFile(path), gzipSync(Buffer.alloc(huge, "\n"))])),
  ],
  ["with an absolute name", "volume", added('tar -P -rf "$0" --transform "s|^|/etc/|" passwd')],
  ["with a name that leads out", "volume", added('tar -P -rf "$0" --transform "s|^|volume/../etc/|" passwd')],
  ["with a file through a link", "volume", added('tar -rf "$0" --transform "s|^|volume/up/etc/|" passwd')],
];

describe("a backup that somebody forged", () => {
  test.each(forgeries)("%s is refused before anything is touched", async (name, kind, forge) => {
    const copy = await forged(kind, forge);
    const before = [await containerIds(project.name), await contentOfStores(project), await inFiles(listing)];
    const run = await project.stack("restore", "demo", copy, "--yes");
    record("forged backup", { name, exitCode: run.exitCode });
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining("nothing was changed")]);
    expect([
      await containerIds(project.name),
      await contentOfStores(project),
      await inFiles(listing),
    ]).toEqual(before);
    const status = z
      .object({ unfinishedRestore: z.null() })
      .safeParse(JSON.parse((await project.stack("status", "demo", "--json")).stdout));
    expect(status.success).toBe(true);
  });
});
