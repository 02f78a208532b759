import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

/** What `stack` writes beside its manifest, and what people put there. */
const ownFiles = [
  ".env",
  ".env.development",
  ".env.production",
  ".stack/projects.json",
  ".stack/secrets/development.json",
  ".stack/fingerprint.key",
  "secrets/development/postgres_password",
  "secrets/development/rotation.jsonl",
  "secrets/development/backup/.env.development.20261121T101500000Z",
  "backups/dev/dump.sql",
  "development.age",
];

/** This package as it is in git, in a folder of its own, with all of these in it. */
async function packageWithSecrets(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "stack-package-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const parts = [
    "package.json",
    ".gitignore",
    "secrets/.gitignore",
    "stack.yaml",
    "compose",
    "configs",
    "bin",
  ];
  for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
  for (const file of ownFiles) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), "canary");
  }
  return folder;
}

const packSchema = z.array(z.object({ files: z.array(z.object({ path: z.string() })) })).min(1);

test("the package that is published has no secret and no state in it", async () => {
  const cwd = await packageWithSecrets();
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd });
  const files = packSchema.parse(JSON.parse(stdout)).flatMap(({ files }) => files.map(({ path }) => path));
  expect(files).toContain("stack.yaml");
  expect(files).toContain("bin/stack.js");
  expect(files.filter((file) => ownFiles.includes(file))).toEqual([]);
  expect(files.filter((file) => /(?:^|\/)(?:\.env|\.stack|secrets)/u.test(file))).toEqual([]);
});

test("git takes none of it along", async () => {
  const cwd = await packageWithSecrets();
  await run("git", ["init", "-q"], { cwd });
  await run("git", ["add", "."], { cwd });
  const { stdout } = await run("git", ["ls-files"], { cwd });
  expect(stdout.split("\n")).toContain("stack.yaml");
  expect(stdout.split("\n").filter((file) => ownFiles.includes(file))).toEqual([]);
});
