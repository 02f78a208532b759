import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Ended } from "../../program/run-program.ts";
import { eventsIn, resultIn, statesIn } from "../../program/stream.ts";
import { containerIds } from "../docker.ts";
import type { TestProject } from "../test-project.ts";
import {
  allWell,
  eventfulProject,
  expectConvergence,
  lengthOfAStart,
  secretsOf,
} from "./eventful-project.ts";
import { moments, record, seed } from "./moments.ts";

const sizeKiB = 256;

/** The folder, with all that the launcher writes, on a disk of its own. */
async function onSmallDisk(make: () => Promise<TestProject>): Promise<TestProject> {
  const project = await make();
  const { directory } = project;
  const move = 'cp -a "$0" "$0.files" && mount -t tmpfs -o "size=$1k" tmpfs "$0" && cp -a "$0.files/." "$0"';
  await execa("sh", ["-c", `${move}; rm -r "$0.files"`, directory, String(sizeKiB)]);
  onTestFinished(async () => void (await execa("umount", ["-l", directory])));
  return project;
}

/** Written whole or not at all: each value as long as the manifest says. */
function expectWholeSecrets([envFile = "", fileToken = ""]: readonly string[]): void {
  expect(envFile).toMatch(/^$|^TOKEN=[\w-]{24}$/mu);
  expect(envFile).toMatch(/^$|\n$/u);
  expect(fileToken).toMatch(/^(?:[\w-]{24}\n?)?$/u);
}

/** A start needs room for its secrets only; of what comes after them, a full disk costs the record. */
function expectTrueEnding({ exitCode, stdout, stderr }: Ended): void {
  expect(stderr).toBe("");
  const hadSecrets = eventsIn(stdout).some(({ type }) => type === "secrets-completed");
  expect(exitCode, stdout).toBe(hadSecrets ? 0 : 3);
  if (hadSecrets) expect(statesIn(stdout)).toEqual(allWell);
  else expect(resultIn(stdout)).toMatchObject({ message: expect.stringMatching(/no space left/u) });
}

async function fill({ directory }: TestProject): Promise<string> {
  const filling = join(directory, "filling");
  await writeFile(filling, Buffer.alloc(sizeKiB * 1_024)).catch(() => undefined);
  return filling;
}

describe.runIf(process.getuid?.() === 0)(`a disk that fills during a start (seed ${String(seed)})`, () => {
  test("full before it: no secret is half-written, nothing is started, and the next start carries on", async () => {
    const project = await onSmallDisk(eventfulProject);
    const filling = await fill(project);
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode, run.stdout).toBe(3);
    expectTrueEnding(run);
    const before = await secretsOf(project);
    expectWholeSecrets(before);
    expect(await containerIds(project.name)).toEqual({});
    await rm(filling);
    await expectConvergence(project, before);
  });

  test.each(moments("full disk"))(
    "after %f of it: said where it matters, nothing half-written, and the next start carries on",
    async (part) => {
      const lengthMs = await lengthOfAStart();
      const project = await onSmallDisk(eventfulProject);
      const running = project.start("up", "demo", "--json");
      await delay(part * lengthMs);
      const filling = await fill(project);
      const run = await running.ended;
      const before = await secretsOf(project);
      record("disk full", { part, exitCode: run.exitCode });
      expectTrueEnding(run);
      expectWholeSecrets(before);
      await rm(filling);
      await expectConvergence(project, before);
    },
  );
});
