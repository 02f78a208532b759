import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { resultIn } from "../../program/stream.ts";
import type { TestProject } from "../test-project.ts";
import { eventfulProject, expectConvergence, lengthOfAStart, secretsOf } from "./eventful-project.ts";
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

describe.runIf(process.getuid?.() === 0)(`a disk that fills during a start (seed ${String(seed)})`, () => {
  test.each(moments("full disk"))(
    "after %f of it: said where it matters, nothing half-written, and the next start carries on",
    async (part) => {
      const lengthMs = await lengthOfAStart();
      const project = await onSmallDisk(eventfulProject);
      const running = project.start("up", "demo", "--json");
      await delay(part * lengthMs);
      const filling = join(project.directory, "filling");
      await writeFile(filling, Buffer.alloc(sizeKiB * 1_024)).catch(() => undefined);
      const run = await running.ended;
      const before = await secretsOf(project);
      record("disk full", { part, exitCode: run.exitCode });
      expect([run.exitCode, run.stderr]).toEqual([run.exitCode, ""]);
      if (run.exitCode !== 0) expect(resultIn(run.stdout).message).toMatch(/no space left/u);
      for (const text of before)
        expect(text === "" || text.endsWith("\n") || !text.includes("\n")).toBe(true);
      await rm(filling);
      await expectConvergence(project, before);
    },
  );
});
