import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { resultIn, statesIn } from "../../program/stream.ts";
import { engineRelay } from "./engine-relay.ts";
import {
  allWell,
  eventfulProject,
  expectConvergence,
  expectLossSaid,
  expectNothingTwice,
  lengthOfAStart,
  secretsOf,
  untilTold,
} from "./eventful-project.ts";
import { moments, parts, record, seed } from "./moments.ts";

describe(`the way to the engine (seed ${String(seed)})`, () => {
  test.each(moments("events cut"))(
    "a stream of events that is cut, after %f of a start, loses nothing",
    async (part) => {
      const lengthMs = await lengthOfAStart();
      const project = await eventfulProject();
      const relay = await engineRelay();
      const running = project.startWith({ DOCKER_HOST: relay.host }, "up", "demo", "--json");
      await Promise.race([relay.followed(), running.ended]);
      await delay((part * lengthMs) / 2);
      const cut = relay.cutEvents();
      const run = await running.ended;
      record("event stream cut", { part, exitCode: run.exitCode, cut });
      expect(run.stdout).toContain('"exitCode":0');
      expect(statesIn(run.stdout)).toEqual(allWell);
      expect(resultIn(run.stdout).services.map(({ restarts }) => restarts)).toEqual([0, 0, 0, 0, 0]);
      await expectNothingTwice(project);
    },
  );

  const away = parts("away", 50);

  test.each(moments("socket closed").map((part, index) => [part, away[index] ?? 0] as const))(
    "the socket closing, after %f of a start, for %f s: said as that, and the next start carries on",
    async (part, awayS) => {
      const project = await eventfulProject();
      const relay = await engineRelay();
      const running = project.startWith({ DOCKER_HOST: relay.host }, "up", "demo", "--json");
      await untilTold(running, part);
      await relay.close();
      await delay(awayS * 1_000);
      await relay.open();
      const run = await running.ended;
      const before = await secretsOf(project);
      record("socket closed", { part, awayS, exitCode: run.exitCode });
      expectLossSaid(run, /engine/iu);
      await expectConvergence(project, before);
    },
  );
});
