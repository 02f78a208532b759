import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { resultIn, statesIn } from "../../program/stream.ts";
import { containerIds } from "../docker.ts";
import { answers, listens } from "../services.ts";
import { testProject } from "../test-project.ts";
import { moments, parts, record, seed } from "./moments.ts";

const clockFile = join(import.meta.dirname, "jumping-clock.cjs");
const spreadMs = 2_500;
const dayMs = 24 * 3_600_000;

/** Up to a day, ahead and back in turn. */
const jumps = parts("clock jump", 50).map((part, index) =>
  Math.round((index % 2 === 0 ? part : -part) * dayMs),
);

describe(`a clock that jumps during a start (seed ${String(seed)})`, () => {
  test.each(moments("clock").map((part, index) => [part * spreadMs, jumps[index] ?? 0] as const))(
    "after %f ms, by %i ms: everything is ready, with true times, and known to be so afterwards",
    async (afterMs, byMs) => {
      const services = {
        db: answers({}, 1),
        app: listens({ depends_on: { db: { condition: "service_healthy" } } }),
      };
      const project = await testProject({ compose: { services } });
      const jumping = {
        NODE_OPTIONS: `--require=${clockFile}`,
        JUMP_AFTER_MS: String(afterMs),
        JUMP_BY_MS: String(byMs),
      };
      const run = await project.stackWith(jumping, "up", "demo", "--json");
      record("clock jump", { afterMs, byMs, exitCode: run.exitCode });
      expect(run.stdout + run.stderr).toContain('"exitCode":0');
      expect(statesIn(run.stdout)).toEqual({ db: "ready", app: "ready" });
      const { totalMs, services: rows } = resultIn(run.stdout);
      expect(totalMs).toBeLessThan(run.tookMs);
      for (const { readyMs, restarts } of rows) {
        expect(readyMs).toBeGreaterThanOrEqual(0);
        expect(readyMs).toBeLessThanOrEqual(totalMs);
        expect(restarts).toBe(0);
      }
      const made = await containerIds(project.name);
      const again = await project.stackWith(jumping, "up", "demo", "--json");
      expect(statesIn(again.stdout)).toEqual({ db: "ready", app: "ready" });
      expect(await containerIds(project.name)).toEqual(made);
    },
  );
});
