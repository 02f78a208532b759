import { cp, readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import {
  closeProject,
  contentOfStores,
  dataProject,
  fillStores,
  postgresTakesPassword,
} from "./data-project.ts";
import { containerIds, leftOf, lines, ofProject } from "./docker.ts";
import { idles } from "./services.ts";
import { testProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

let project: TestProject;
let content: string;
let backup: string;

const partSchema = z.looseObject({ kind: z.string(), file: z.string() });
const backupSchema = z.object({
  ok: z.literal(true),
  path: z.string(),
  parts: z.array(partSchema),
  notSaved: z.array(z.object({ volume: z.string(), why: z.string() })),
});
const resetSchema = z.object({
  ok: z.boolean(),
  goes: z.array(z.object({ kind: z.string(), name: z.string(), sizeBytes: z.number().nullable() })),
  stays: z.array(z.object({ kind: z.string(), name: z.string() })),
});

beforeAll(async () => {
  project = await dataProject();
  const up = await project.stack("up", "demo");
  expect(up.exitCode, up.stderr + up.stdout).toBe(0);
  await fillStores(project);
  content = await contentOfStores(project);
});
afterAll(() => closeProject(project));

test("a backup of what lies on this host alone saves nothing, names it, and does not say that there is none", async () => {
  const compose = {
    services: { web: idles({ volumes: ["./library:/data"], "x-stack": { "stable-for": "1s" } }) },
  };
  const mounting = await testProject({ compose });
  expect((await mounting.stack("up", "demo")).exitCode).toBe(0);
  const { exitCode, stderr, stdout } = await mounting.stack("backup", "demo");
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(`not saved: ${join(mounting.directory, "library")}: mounted from this host`);
  expect(stderr).not.toContain("no data yet");
});

describe("a backup of live stores", () => {
  test("holds everything, for its owner only, and leaves out what can be had again", async () => {
    const run = await project.stack("backup", "demo", "--json");
    expect(run.exitCode, run.stderr).toBe(0);
    const document = backupSchema.parse(JSON.parse(run.stdout));
    backup = document.path;
    expect(document.parts).toMatchObject([
      {
        kind: "postgres",
        tables: [
          { database: "the shop", table: 'public."Odd (name"', rows: 2 },
          { database: "the shop", table: "public.pages", rows: 20_000 },
        ],
      },
      { kind: "redis", keys: 502, expiring: 1 },
      { kind: "volume", volume: `${project.name}_beside`, service: "postgres" },
      { kind: "volume", volume: `${project.name}_files`, entries: 6 },
    ]);
    expect(document.notSaved).toEqual([{ volume: `${project.name}_models`, why: "model-files" }]);
    for (const folder of [backup, join(backup, ".."), join(backup, "../..")]) {
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
    for (const file of await readdir(backup)) {
      expect((await stat(join(backup, file))).mode & 0o777, file).toBe(0o600);
    }
    expect(await contentOfStores(project)).toBe(content);
    const password = await readFile(join(project.directory, "secrets/demo/postgres_password"), "utf8");
    expect(run.stdout + run.stderr).not.toContain(password);
  });

  test("of an environment that is down starts the stores for it, and nothing else, and stops them again", async () => {
    const down = await project.stack("down", "demo");
    expect([down.exitCode, down.stdout]).toEqual([0, expect.not.stringContaining("had to be killed")]);
    const left = await leftOf(project.name);
    const run = await project.stack("backup", "demo");
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain("starting postgres");
    expect(run.stderr).not.toMatch(/starting (?:files|report)/u);
    expect(await leftOf(project.name)).toEqual(left);
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
  });
});

describe("a damaged backup", () => {
  test.each([
    ["a dump with one bit flipped", "postgres.sql.gz", flipBit],
    ["a set that was cut off", "redis.rdb", cutOff],
    ["an archive with one bit flipped", "files.tar", flipBit],
    ["a manifest that was changed", "manifest.json", cutOff],
  ] as const)("is refused, and nothing is changed: %s", async (_name, ending, damage) => {
    const copy = join(project.directory, `damaged-${ending}`);
    await cp(backup, copy, { recursive: true });
    const file = (await readdir(copy)).find((name) => name.endsWith(ending)) ?? "";
    await damage(join(copy, file));
    const before = await lines("ps", "-q", "--no-trunc", ...ofProject(project.name));
    const run = await project.stack("restore", "demo", copy, "--yes");
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain("damaged");
    expect(run.stderr).toContain(file);
    expect(await lines("ps", "-q", "--no-trunc", ...ofProject(project.name))).toEqual(before);
    expect(await contentOfStores(project)).toBe(content);
  });

  test("is not one that was not finished", async () => {
    const copy = join(project.directory, "unfinished");
    await cp(backup, copy, { recursive: true, filter: (path) => !path.endsWith("manifest.json") });
    const run = await project.stack("restore", "demo", copy, "--yes");
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain("no backup, or one that was not finished");
  });
});

describe("reset with data, and back", () => {
  test("removes exactly what its preview says, after a backup, and a restore brings everything back", async () => {
    const preview = resetSchema.parse(
      JSON.parse((await project.stack("reset", "demo", "--volumes", "--dry-run", "--json")).stdout),
    );
    const before = await leftOf(project.name);
    expect(preview.goes.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual(before.toSorted());
    const sized = preview.goes.filter(({ kind }) => kind === "volume");
    for (const { name, sizeBytes } of sized) expect(sizeBytes, name).not.toBeNull();

    const reset = await project.stack("reset", "demo", "--volumes", "--yes");
    expect(reset.exitCode, reset.stderr).toBe(0);
    expect(await leftOf(project.name)).toEqual([]);

    const made = await readdir(join(project.directory, "backups/demo"));
    expect(made).toHaveLength(3);
    const run = await project.stack("restore", "demo", "latest", "--yes");
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain("proven: 20002 rows in 2 tables");
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    expect(await contentOfStores(project)).toBe(content);
    expect(await postgresTakesPassword(project)).toBe(true);
  });

  test("a restore into what runs saves that first, replaces what it showed, and starts again what it stopped", async () => {
    const shown = await project.stack("restore", "demo", backup, "--dry-run", "--json");
    const preview = resetSchema.parse(JSON.parse(shown.stdout));
    expect(preview.goes.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
      ...["files", "postgres"].map((service) => `container ${project.name}-${service}-1`),
      ...["beside", "files", "pg", "rd"].map((volume) => `volume ${project.name}_${volume}`),
    ]);
    expect(preview.stays.map(({ name }) => name)).toEqual([`${project.name}_models`]);
    const before = await containerIds(project.name);
    const running = await lines("ps", "--format", "{{.Names}}", ...ofProject(project.name));
    const run = await project.stack("restore", "demo", backup, "--yes");
    expect(run.exitCode, run.stderr).toBe(0);
    const after = await containerIds(project.name);
    const made = Object.keys(before).filter((name) => before[name] !== after[name]);
    expect(made.toSorted()).toEqual(["files-1", "postgres-1"]);
    expect(await readdir(join(project.directory, "backups/demo"))).toHaveLength(4);
    expect(await lines("ps", "--format", "{{.Names}}", ...ofProject(project.name))).toEqual(
      expect.arrayContaining([...running]),
    );
    expect(await contentOfStores(project)).toBe(content);
  });
});

async function flipBit(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

async function cutOff(path: string): Promise<void> {
  await truncate(path, Math.floor((await stat(path)).size / 2));
}
