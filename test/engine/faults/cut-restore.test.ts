import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import {
  closeProject,
  contentOfStores,
  dataProject,
  fillStores,
  forgetStores,
  postgresTakesPassword,
} from "../data-project.ts";
import type { TestProject } from "../test-project.ts";
import { moments, record, seed } from "./moments.ts";

let project: TestProject;
let content: string;
let lengthMs: number;

const statusSchema = z.object({ unfinishedRestore: z.object({ phase: z.string() }).nullable() });

beforeAll(async () => {
  project = await dataProject();
  expect((await project.stack("up", "demo")).exitCode).toBe(0);
  await fillStores(project);
  content = await contentOfStores(project);
  expect((await project.stack("backup", "demo")).exitCode).toBe(0);
  // the dump has another password from now on
  expect((await project.stack("secrets", "rotate", "demo", "POSTGRES_PASSWORD")).exitCode).toBe(0);
  const whole = await restore();
  expect(whole.exitCode, whole.stderr).toBe(0);
  lengthMs = whole.tookMs;
});
afterAll(() => closeProject(project));

function restore() {
  return project.stack("restore", "demo", "latest", "--yes");
}

async function phase(): Promise<string | undefined> {
  const status = await project.stack("status", "demo", "--json");
  return statusSchema.parse(JSON.parse(status.stdout)).unfinishedRestore?.phase;
}

describe(`a restore that is killed (seed ${String(seed)})`, () => {
  test.each(moments("restore killed"))(
    "at %f of its length is told, and the same words finish it, passwords included",
    async (part) => {
      await forgetStores(project);
      const cut = project.start("restore", "demo", "latest", "--yes");
      await Promise.race([delay(part * lengthMs), cut.ended]);
      cut.process.kill("SIGKILL");
      const { exitCode } = await cut.ended;
      const told = await phase();
      record("restore killed", { part, exitCode, phase: told ?? null });
      // one that had ended has nothing to tell, and the data then is all of the backup's
      if (exitCode === 0) expect([told, await contentOfStores(project)]).toEqual([undefined, content]);
      const again = await restore();
      expect(again.exitCode, again.stderr + again.stdout).toBe(0);
      expect(await contentOfStores(project)).toBe(content);
      expect(await postgresTakesPassword(project)).toBe(true);
      expect(await phase()).toBeUndefined();
    },
  );
});
