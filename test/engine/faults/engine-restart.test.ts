import { execa } from "execa";
import { afterAll, beforeAll, describe, test } from "vitest";
import { busybox, ensureBusybox } from "../images.ts";
import { secondEngine } from "../second-engine.ts";
import type { SecondEngine } from "../second-engine.ts";
import {
  eventfulProject,
  expectConvergence,
  expectLossSaid,
  secretsOf,
  untilTold,
} from "./eventful-project.ts";
import { moments, record, seed } from "./moments.ts";

const isRoot = process.getuid?.() === 0;

describe.runIf(isRoot)(`an engine that is restarted during a start (seed ${String(seed)})`, () => {
  let engine: SecondEngine;
  const usual = process.env["DOCKER_HOST"];

  beforeAll(async () => {
    await ensureBusybox();
    engine = await secondEngine();
    const load = 'docker save "$0" | docker --host "$1" load';
    await execa("sh", ["-c", load, busybox, engine.host]);
    // all of this file, and the program, means that engine from here on
    process.env["DOCKER_HOST"] = engine.host;
  });

  afterAll(async () => {
    if (usual === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = usual;
    await engine[Symbol.asyncDispose]();
  });

  test.each(moments("engine restart"))(
    "after %f of it: whatever was lost is said, and the next start carries on",
    async (part) => {
      const project = await eventfulProject();
      const running = project.start("up", "demo", "--json");
      await untilTold(running, part);
      await engine.stop();
      await engine.start();
      const run = await running.ended;
      const before = await secretsOf(project);
      record("engine restarted", { part, exitCode: run.exitCode });
      // an engine that goes takes its containers with it, and may say so before it goes
      expectLossSaid(run, /engine|exited|stopped/iu);
      await expectConvergence(project, before);
    },
  );
});
