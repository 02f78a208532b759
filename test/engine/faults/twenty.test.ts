import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { resultIn, statesIn } from "../../program/stream.ts";
import { containerIds } from "../docker.ts";
import { testProject } from "../test-project.ts";
import { gated, gateFiles } from "./gated.ts";
import { count, parts, record, seed } from "./moments.ts";

const howMany = 20;
const spreadMs = 1_000;

describe(`twenty starts at once (seed ${String(seed)})`, () => {
  test.each(Array.from({ length: Math.ceil(count / howMany) }, (_, round) => round))(
    "one runs, and nineteen name it; round %i",
    async (round) => {
      const project = await testProject({ compose: { services: { page: gated() } }, files: gateFiles });
      let left = howMany;
      const all = await Promise.all(
        parts(`twenty ${String(round)}`, howMany).map(async (part) => {
          await delay(part * spreadMs);
          const running = project.start("up", "demo", "--json");
          const ended = running.ended.then(async (end) => {
            left -= 1;
            if (left === 1) await project.write("gate/open", "");
            return end;
          });
          return { pid: running.process.pid ?? 0, end: await ended };
        }),
      );
      const [winner, ...more] = all.filter(({ end }) => end.exitCode !== 8);
      record("twenty at once", {
        round,
        exitCode: winner?.end.exitCode ?? null,
        locked: howMany - 1 - more.length,
      });
      expect(more).toEqual([]);
      expect(statesIn(winner?.end.stdout ?? "")).toEqual({ page: "ready" });
      for (const { end } of all.filter((each) => each !== winner)) {
        const { message } = resultIn(end.stdout);
        expect(message).toContain(`pid ${String(winner?.pid)}`);
        expect(message).toMatch(/stack up demo.*since/su);
      }
      expect(Object.keys(await containerIds(project.name))).toEqual(["page-1"]);
    },
  );
});
