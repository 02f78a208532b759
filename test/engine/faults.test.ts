import { describe, expect, test } from "vitest";
import { resultIn } from "../program/stream.ts";
import { cutShort, eventfulProject, expectConvergence, secretsOf } from "./cut-short.ts";
import { moments, record, seed } from "./moments.ts";

/** The contract's second, and as much again for a machine that does other things. */
const soonMs = 2_000;

const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const;

describe(`a start that is cut short (seed ${String(seed)})`, () => {
  test.each(moments())("by kill -9 after %f of it: the next one converges", async (part) => {
    const project = await eventfulProject();
    const { ended } = await cutShort(project, "SIGKILL", part);
    const before = await secretsOf(project);
    record("kill -9", { part, exitCode: ended.exitCode });
    await expectConvergence(project, before);
  });

  test.each(
    signals.flatMap(([signal, exitCode]) => moments().map((part) => [signal, exitCode, part] as const)),
  )(
    "by %s ends with %i, soon, after %f of it, says what runs, and gives the lock back",
    async (signal, exitCode, part) => {
      const project = await eventfulProject();
      const { ended, endedAfterMs } = await cutShort(project, signal, part);
      const before = await secretsOf(project);
      record(signal, { part, exitCode: ended.exitCode, endedAfterMs: Math.round(endedAfterMs) });
      expect(endedAfterMs).toBeLessThan(soonMs);
      // before it listens for signals, the system ends it; after its last word, it is over
      if (ended.signal === null && ended.exitCode !== 0) {
        expect([ended.exitCode, ended.stderr]).toEqual([exitCode, ""]);
        const result = resultIn(ended.stdout);
        expect(result.exitCode).toBe(exitCode);
        expect(result.message).not.toBe("");
        expect(result.fix).toContain("stack up demo");
        expect(result.services.filter(({ state }) => state === "failed")).toEqual([]);
      }
      await expectConvergence(project, before);
    },
  );
});
