import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import {
  closeProject,
  contentOfStores,
  dataProject,
  fillStores,
  forgetStores,
  postgresTakesPassword,
} from "./data-project.ts";
import { containerIds, lines, ofProject } from "./docker.ts";
import { runs } from "./services.ts";
import type { TestProject } from "./test-project.ts";

let project: TestProject;
let content: string;
let backup: string;

const restoreSchema = z.object({ backup: z.string(), before: z.string().nullable() });
const statusSchema = z.object({
  unfinishedRestore: z
    .object({ phase: z.enum(["saving", "replacing", "starting"]), backup: z.string(), fix: z.string() })
    .nullable(),
});
const findingsSchema = z.object({ findings: z.array(z.object({ id: z.string(), status: z.string() })) });

const startedWith = ["-f", "more.yaml", "--set", "GREETING=welcome back"];

/** It comes up only where the flag is. */
const needsFlag = runs(
  "[ -e /flag/up ] || exit 1; mkdir -p /tmp/www; echo welcome > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www",
);

beforeAll(async () => {
  project = await dataProject();
  await project.write("more.yaml", {
    services: {
      files: {
        environment: { GREETING: "${GREETING:-nobody said}" },
        volumes: ["./flag:/flag"],
        command: needsFlag["command"],
      },
    },
  });
  await project.write("flag/up", "");
  const up = await project.stack("up", "demo", ...startedWith);
  expect(up.exitCode, up.stderr + up.stdout).toBe(0);
  await fillStores(project);
  content = await contentOfStores(project);
  const saved = await project.stack("backup", "demo", "--json");
  expect(saved.exitCode, saved.stderr).toBe(0);
  backup = z.object({ path: z.string() }).parse(JSON.parse(saved.stdout)).path;
  // the dump has another password from now on
  const rotated = await project.stack("secrets", "rotate", "demo", "POSTGRES_PASSWORD", ...startedWith);
  expect(rotated.exitCode, rotated.stderr + rotated.stdout).toBe(0);
});
afterAll(() => closeProject(project));

async function restored(run: Awaited<ReturnType<TestProject["stack"]>>): Promise<void> {
  expect(run.exitCode, run.stderr + run.stdout).toBe(0);
  expect(await contentOfStores(project)).toBe(content);
  expect(await postgresTakesPassword(project)).toBe(true);
  expect(await unfinished()).toBeNull();
}

async function unfinished() {
  const status = await project.stack("status", "demo", "--json");
  return statusSchema.parse(JSON.parse(status.stdout)).unfinishedRestore;
}

async function restoreFinding(...words: readonly string[]): Promise<string | undefined> {
  const { findings } = findingsSchema.parse(JSON.parse((await project.stack(...words, "--json")).stdout));
  return findings.find(({ id }) => id === "restore.unfinished")?.status;
}

test("a restore of the latest backup brings it back, and saves what was there", async () => {
  await forgetStores(project);
  const run = await project.stack("restore", "demo", "latest", "--yes", "--json");
  const document = restoreSchema.parse(JSON.parse(run.stdout));
  expect(document.backup).toBe(backup);
  expect(document.before).not.toBeNull();
  await restored(run);
});

test("a restore keeps to the files and the values that the environment was started with", async () => {
  const id = `${project.name}-files-1`;
  const [environment] = await lines("inspect", "--format", "{{json .Config.Env}}", id);
  expect(environment).toContain("GREETING=welcome back");
  const before = await containerIds(project.name);
  expect((await project.stack("up", "demo", ...startedWith)).exitCode).toBe(0);
  expect(await containerIds(project.name)).toEqual(before);
});

describe("a restore that is killed", () => {
  test.each([
    ["while PostgreSQL reads its dump", "restoring postgres"],
    ["while Redis takes its set", "restoring redis"],
    ["while it starts again what it stopped", "takes the password"],
  ])("%s is told; the latest backup is still the same, and finishes it", async (_name, moment) => {
    await forgetStores(project);
    const cut = project.start("restore", "demo", "latest", "--yes");
    await cut.said(moment);
    cut.process.kill("SIGKILL");
    await cut.ended;
    const told = await unfinished();
    expect(told).toMatchObject({ backup, fix: expect.stringContaining(`stack restore demo ${backup}`) });
    expect(await restoreFinding("doctor", "demo")).toBe(told?.phase === "replacing" ? "fail" : "warn");
    if (told?.phase === "replacing") {
      const up = await project.stack("up", "demo", ...startedWith);
      expect([up.exitCode, up.stdout + up.stderr]).toEqual([3, expect.stringContaining("has not ended")]);
    }
    await restored(await project.stack("restore", "demo", "latest", "--yes"));
  });

  test("by a signal is told too, and undone by what it had saved", async () => {
    const cut = project.start("restore", "demo", "latest", "--yes");
    await cut.said("restoring postgres");
    cut.process.kill("SIGTERM");
    expect((await cut.ended).exitCode).toBe(143);
    const told = await unfinished();
    const before = /undo it: stack restore demo ([^\s;]+)/u.exec(told?.fix ?? "")?.[1] ?? "";
    await restored(await project.stack("restore", "demo", before, "--yes"));
  });
});

describe("a store that its data keeps from starting", () => {
  test.each([
    ["postgres", "pg", "/var/lib/postgresql/data", "global/pg_control", "postgres"],
    ["redis", "rd", "/var/lib/redis", "appendonlydir/appendonly.aof.manifest", "redis"],
  ])("is put aside, named, and made anew: %s", async (service, volume, at, file) => {
    await execa("docker", [
      "exec",
      `${project.name}-${service}-1`,
      "sh",
      "-c",
      `echo broken > ${at}/${file}`,
    ]);
    await execa("docker", ["kill", `${project.name}-${service}-1`]);
    const run = await project.stack("restore", "demo", "latest", "--yes");
    expect(run.stderr).toContain(`${service} does not come up, so its files are saved as they lie`);
    expect(run.stderr).toMatch(new RegExp(`${project.name}_${volume} is made anew`, "u"));
    await restored(run);
  });
});

test("a restore ends with 4 where what it starts again does not come up", async () => {
  await rm(join(project.directory, "flag/up"));
  const run = await project.stack("restore", "demo", "latest", "--yes");
  expect([run.exitCode, run.stderr]).toEqual([4, expect.stringContaining("files")]);
  expect(run.stderr).toContain("stack up demo");
  expect(await unfinished()).toBeNull();
  expect(await lines("ps", "-q", ...ofProject(project.name))).not.toEqual([]);
});
