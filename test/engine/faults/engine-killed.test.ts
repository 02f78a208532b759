import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import {
  closeProject,
  contentOfStores,
  dataProject,
  fillStores,
  forgetStores,
  postgresTakesPassword,
} from "../data-project.ts";
import { ensurePostgres, ensureRedis, postgres, redis } from "../debian-images.ts";
import { busybox, ensureBusybox } from "../images.ts";
import type { Ended } from "../../program/run-program.ts";
import { secondEngine } from "../second-engine.ts";
import type { SecondEngine } from "../second-engine.ts";
import type { TestProject } from "../test-project.ts";
import { count, moments, record, seed } from "./moments.ts";

const isRoot = process.getuid?.() === 0;

let engine: SecondEngine;
let project: TestProject;
let content: string;
/** The backup that has all of it. */
let whole: string;
const usual = process.env["DOCKER_HOST"];

/** One in the usual run: of these there are four commands, and each moment takes its time. */
const howMany = count > 2 ? count : 1;

const backupSchema = z.object({ path: z.string() });

describe.runIf(isRoot)(`an engine that is killed during a command (seed ${String(seed)})`, () => {
  beforeAll(async () => {
    await Promise.all([ensurePostgres(), ensureRedis(), ensureBusybox()]);
    engine = await secondEngine();
    const load = 'host=$0; docker save "$@" | docker --host "$host" load';
    await execa("sh", ["-c", load, engine.host, busybox, postgres, redis]);
    // all of this file, and the program, means that engine from here on
    process.env["DOCKER_HOST"] = engine.host;
    project = await dataProject();
    await well("up", "demo");
    await fillStores(project);
    content = await contentOfStores(project);
    whole = await savedNow();
  });
  afterAll(async () => {
    try {
      await closeProject(project);
    } finally {
      if (usual === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = usual;
      await engine[Symbol.asyncDispose]();
    }
  });

  describe.each(commands)("%s", (name, words, expectDone) => {
    let lengthMs: number;
    beforeAll(async () => {
      lengthMs = (await well(...words())).tookMs;
      await asBefore();
    });

    test.each(moments(`engine killed, ${name}`, howMany))(
      "at %f of its length: it ends with a sentence, and typed again once the engine is back, it is done",
      async (part) => {
        const running = project.start(...words());
        await Promise.race([delay(part * lengthMs), running.ended]);
        await engine.signal("KILL");
        const cut = await running.ended;
        await engine.stop();
        await engine.start();
        expectSentence(cut);
        const again = await project.stack(...words());
        record("engine killed", { name, part, exitCode: cut.exitCode, again: again.exitCode });
        // what needs a store that runs says so, and that a start brings it
        if (again.exitCode !== 0) {
          expectSentence(again);
          await well("up", "demo");
          await well(...words());
        }
        await expectDone();
        await asBefore();
      },
    );
  });
});

type Row = readonly [name: string, words: () => readonly string[], expectDone: () => Promise<void>];

const commands: readonly Row[] = [
  ["rotate", () => ["secrets", "rotate", "demo", "POSTGRES_PASSWORD", "REDIS_PASSWORD"], expectAllWell],
  ["backup", () => ["backup", "demo"], expectLatestIsWhole],
  ["restore", () => ["restore", "demo", whole, "--yes"], expectAllWell],
  ["reset", () => ["reset", "demo", "--volumes", "--yes"], expectLatestIsWhole],
];

async function well(...words: readonly string[]): Promise<Ended> {
  const run = await project.stack(...words);
  expect([words.join(" "), run.exitCode], run.stdout + run.stderr).toEqual([words.join(" "), 0]);
  return run;
}

async function savedNow(): Promise<string> {
  return backupSchema.parse(JSON.parse((await well("backup", "demo", "--json")).stdout)).path;
}

/** It had ended before, or says what became of it and what to type; and is never a bug. */
function expectSentence({ exitCode, stdout, stderr }: Ended): void {
  const said = stdout + stderr;
  expect([0, 1, 2, 3, 4], said).toContain(exitCode);
  if (exitCode !== 0) expect(said).toMatch(/▸|next:/u);
  expect(said).not.toMatch(/bug in stack|^\s+at .*:\d+:\d+\)?$/mu);
}

/** Everything runs, with the data it had, and takes today's passwords. */
async function expectAllWell(): Promise<void> {
  await well("up", "demo");
  // it looks for three seconds only: on a busy machine it takes more than one look
  await vi.waitFor(() => well("status", "demo"), { timeout: 60_000, interval: 500 });
  await well("secrets", "check", "demo");
  expect(await contentOfStores(project)).toBe(content);
  expect(await postgresTakesPassword(project)).toBe(true);
}

/** What a person then types brings everything back, whatever became of the data here. */
async function expectLatestIsWhole(): Promise<void> {
  await well("up", "demo");
  await forget();
  await well("restore", "demo", "latest", "--yes");
  await expectAllWell();
}

/** After a reset there is nothing to forget. */
async function forget(): Promise<void> {
  await forgetStores(project).catch(() => undefined);
}

/** For the next one. */
async function asBefore(): Promise<void> {
  await well("up", "demo");
  const now = await contentOfStores(project).catch(() => "");
  if (now !== content) await well("restore", "demo", whole, "--yes");
  await expectAllWell();
}
