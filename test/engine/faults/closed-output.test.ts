import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { RunningProgram } from "../../program/run-program.ts";
import { containerIds } from "../docker.ts";
import { answers, listens } from "../services.ts";
import { testProject } from "../test-project.ts";
import type { TestProject } from "../test-project.ts";
import { moments, record, seed } from "./moments.ts";

/** As `| head -1`: reads what comes first, and goes. */
async function readFirst(running: RunningProgram): Promise<void> {
  await new Promise<void>((resolve) => running.process.stdout?.once("data", () => resolve()));
  running.process.stdout?.destroy();
}

async function smallProject(): Promise<TestProject> {
  const services = {
    db: answers(),
    app: listens({ depends_on: { db: { condition: "service_healthy" } } }),
  };
  return testProject({ compose: { services } });
}

describe(`a reader of the output that goes (seed ${String(seed)})`, () => {
  test.each(moments("closed output"))(
    "after %f of a start: it is brought to its end all the same, and recorded",
    async (part) => {
      const project = await smallProject();
      const running = project.start("up", "demo", "--json");
      await running.said("run-started");
      await delay(part * 2_000);
      running.process.stdout?.destroy();
      const run = await running.ended;
      record("stdout closed", { part, exitCode: run.exitCode });
      expect([run.exitCode, run.stderr]).toEqual([0, ""]);
      expect(Object.keys(await containerIds(project.name)).toSorted()).toEqual(["app-1", "db-1"]);
      const timeline = await project.stack("timeline", "demo");
      expect([timeline.exitCode, timeline.stderr]).toEqual([0, ""]);
      expect(timeline.stdout).toContain("app");
    },
  );

  test("status, plan, logs, timeline and help end well, and say nothing of it", async () => {
    const project = await smallProject();
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const commands = [
      ["status", "demo"],
      ["status", "demo", "--json"],
      ["plan", "demo"],
      ["plan", "demo", "--json"],
      ["logs", "demo", "--help"],
      ["timeline", "demo"],
      ["--help"],
    ];
    for (const words of commands) {
      const running = project.start(...words);
      await readFirst(running);
      const { exitCode, stderr } = await running.ended;
      expect([words.join(" "), exitCode, stderr]).toEqual([words.join(" "), 0, ""]);
    }
  });
});
