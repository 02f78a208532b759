import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeFailure } from "../../../../src/core/report/words/failure.ts";
import type { FailureReason } from "../../../../src/core/proof/state.ts";
import { anyReason } from "../any-events.ts";

const target = { environment: "development", rehearsal: false };
const told = (reason: FailureReason) => describeFailure(reason, "vllm", target);

describe("describeFailure", () => {
  it("explains an exit code that has a meaning", () => {
    expect(told({ kind: "exited", exitCode: 127 }).what).toBe(
      "exited with code 127 (its command was not found)",
    );
    expect(told({ kind: "exited", exitCode: 3 }).what).toBe("exited with code 3");
  });

  it("says how often a service crashed, and where to read why", () => {
    const { what, fix } = told({ kind: "crash-loop", restarts: 4, exitCode: 1 });
    expect(what).toBe("keeps crashing: restarted 4 times, last with exit code 1");
    expect(fix).toBe("read its log: `stack logs development vllm --tail 100`");
  });

  it("repeats the last thing a health check printed", () => {
    const checkOutput = "trying\nconnection refused\n";
    expect(told({ kind: "unhealthy", checkOutput, checkExitCode: 2 }).what).toBe(
      'is unhealthy: its health check failed with exit code 2 and said "connection refused"',
    );
  });

  it("gives the start period that would have sufficed, rounded up to what one would write", () => {
    const { what, fix } = told({ kind: "killed-by-own-check", restarts: 2, neededStartPeriodMs: 91_300 });
    expect(what).toContain("restarted 2 times by its own health check");
    expect(fix).toContain("start_period of at least 95s");
  });

  it("tells stuck from slow, and gives each its own way out", () => {
    const late = {
      kind: "timed-out",
      afterMs: 600_000,
      phase: "loading weights",
      awaiting: "port 8000",
      lastAnswer: "",
    } as const;
    const slow = told({ ...late, progress: "progressing" });
    expect(slow.what).toMatch(/still advancing.*awaited: port 8000$/u);
    expect(slow.fix).toContain("ready-within");
    const stuck = told({ ...late, progress: "stuck" });
    expect(stuck.what).toContain('is stuck in phase "loading weights"');
    expect(stuck.fix).toContain("stack logs development vllm");
    const answered = told({ ...late, progress: "stuck", lastAnswer: "trying\nconnection refused\n" });
    expect(answered.what).toContain('awaited: port 8000, which last said "connection refused"');
  });

  it("names the limit that a service ran against, or the host's where it has none", () => {
    expect(told({ kind: "out-of-memory", limitBytes: 2 ** 31 }).what).toContain("its limit is 2.0 GiB");
    expect(told({ kind: "out-of-memory", limitBytes: undefined }).what).toContain("the host's");
  });

  it("always says what happened and what to do", () => {
    fc.assert(
      fc.property(anyReason, (reason) => {
        const { what, fix } = told(reason);
        expect(what.length).toBeGreaterThan(5);
        expect(fix.length).toBeGreaterThan(5);
      }),
    );
  });
});
