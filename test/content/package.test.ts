import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
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

async function packed(cwd: string): Promise<readonly string[]> {
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd });
  return packSchema.parse(JSON.parse(stdout)).flatMap(({ files }) => files.map(({ path }) => path));
}

test("the package that is published has no secret and no state in it", async () => {
  const files = await packed(await packageWithSecrets());
  expect(files).toContain("stack.yaml");
  expect(files).toContain("bin/stack.js");
  expect(files.filter((file) => ownFiles.includes(file))).toEqual([]);
  expect(files.filter((file) => /(?:^|\/)(?:\.env|\.stack|secrets)/u.test(file))).toEqual([]);
});

/** A script with all that it imports, as paths in the package. */
function withImports(script: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(script)) return known;
  known.add(script);
  const text = readFileSync(join(root, script), "utf8");
  for (const [, imported = ""] of text.matchAll(/^(?:import|export)\b[^"]*from "(\.[^"]+)"/gmu))
    withImports(join(dirname(script), imported), known);
  return known;
}

test("the package has the scripts that users run, whole, and none that only a clone needs", async () => {
  const files = await packed(await packageWithSecrets());
  const wanted = [...withImports("bin/stack.js"), ...withImports("bin/ensure-engine.mjs")];
  expect(wanted.length).toBeGreaterThan(10);
  expect(files.filter((file) => file.startsWith("bin/")).toSorted()).toEqual(wanted.toSorted());
  const stray = /^(?:test|bench|src|docs|\.ci)\/|\.test\.|vitest|knip|tsconfig/u;
  expect(files.filter((file) => stray.test(file))).toEqual([]);
});

test("git takes none of it along", async () => {
  const cwd = await packageWithSecrets();
  await run("git", ["init", "-q"], { cwd });
  await run("git", ["add", "."], { cwd });
  const { stdout } = await run("git", ["ls-files"], { cwd });
  expect(stdout.split("\n")).toContain("stack.yaml");
  expect(stdout.split("\n").filter((file) => ownFiles.includes(file))).toEqual([]);
});
