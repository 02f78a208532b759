import { beforeEach, describe, expect, test } from "vitest";
import { execa } from "execa";
import { resultIn } from "../../program/stream.ts";
import { cutShort } from "./cut-short.ts";
import { eventfulProject, expectConvergence, secretsOf } from "./eventful-project.ts";
import { moments, record, seed } from "./moments.ts";

/** The contract's second. */
const soonMs = 1_000;

/** What a bare Node takes to start and end, when the machine does little else. */
const usualNodeMs = 60;

let nodeMs = usualNodeMs;

beforeEach(async () => {
  const began = performance.now();
  await execa(process.execPath, ["-e", "0"]);
  nodeMs = performance.now() - began;
});

/** A second, or as much more as this machine is slower now than usually. */
function soon(): number {
  return soonMs * Math.max(1, nodeMs / usualNodeMs);
}

const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const;

describe(`a start that is cut short (seed ${String(seed)})`, () => {
  test.each(moments("kill -9"))("by kill -9 after %f of it: the next one converges", async (part) => {
    const project = await eventfulProject();
    const { ended } = await cutShort(project, "SIGKILL", part);
    const before = await secretsOf(project);
    record("kill -9", { part, exitCode: ended.exitCode });
    await expectConvergence(project, before);
  });

  test.each(
    signals.flatMap(([signal, exitCode]) => moments(signal).map((part) => [signal, exitCode, part] as const)),
  )(
    "by %s ends with %i, soon, after %f of it, says what runs, and gives the lock back",
    async (signal, exitCode, part) => {
      const project = await eventfulProject();
      const { ended, endedAfterMs } = await cutShort(project, signal, part);
      const before = await secretsOf(project);
      record(signal, { part, exitCode: ended.exitCode, endedAfterMs: Math.round(endedAfterMs) });
      expect(endedAfterMs).toBeLessThan(soon());
      // before it listens for signals, the system ends it; after its last word, it is over
      if (ended.signal === null && ended.exitCode !== 0) {
        expect([ended.exitCode, ended.stderr]).toEqual([exitCode, ""]);
      }
      // what has begun to speak has a last word
      if (ended.signal === null && ended.exitCode !== 0 && ended.stdout !== "") {
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
