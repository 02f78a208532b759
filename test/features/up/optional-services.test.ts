import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import { eventsOf, resultOf } from "../../stage/told.ts";
import type { ToldResult } from "../../stage/told.ts";

const page = { behaves: { kind: "serves", afterMs: 200 } } as const;

async function resultFor(parts: Parts): Promise<ToldResult> {
  return resultOf(await perform(stagedStack(parts), up, { options: { json: true } }));
}

function statesOf({ services }: ToldResult): Readonly<Record<string, string>> {
  return Object.fromEntries(services.map(({ name, state }) => [name, state]));
}

describe("an optional service", () => {
  test("that still starts when the rest has settled is starting, and no reason to fail", async () => {
    const result = await resultFor({ page, slow: { behaves: { kind: "hangs" }, optional: true } });
    expect(statesOf(result)).toEqual({ page: "ready", slow: "starting" });
    expect(result.exitCode).toBe(0);
    const reason = result.services.find(({ name }) => name === "slow")?.reason;
    expect(reason).toBe("is still starting, not waited for: its health check has not answered yet");
  });

  test("that has failed degrades the environment, though another may still come", async () => {
    const broken = { behaves: { kind: "ends", afterMs: 100, exitCode: 3 }, optional: true } as const;
    const result = await resultFor({ page, broken, slow: { behaves: { kind: "hangs" }, optional: true } });
    expect(statesOf(result)).toEqual({ page: "ready", broken: "degraded", slow: "starting" });
    expect(result.exitCode).toBe(6);
  });

  test("that runs, but of which nothing says that it works, is unproven like any other", async () => {
    const result = await resultFor({
      page: { behaves: { kind: "serves", afterMs: 9_000 } },
      extra: { behaves: { kind: "stays" }, optional: true },
    });
    expect(statesOf(result)).toEqual({ page: "ready", extra: "unproven" });
    expect(result.exitCode).toBe(0);
  });

  test("is waited for where nothing else is started: it is what was asked for", async () => {
    const later = { behaves: { kind: "serves", afterMs: 1_500 }, optional: true } as const;
    const ready = await resultFor({ later });
    expect([statesOf(ready), ready.exitCode]).toEqual([{ later: "ready" }, 0]);
    const broken = { behaves: { kind: "ends", afterMs: 100, exitCode: 3 }, optional: true } as const;
    const both = await resultFor({ later, broken });
    expect([statesOf(both), both.exitCode]).toEqual([{ later: "ready", broken: "degraded" }, 6]);
  });

  test("is named at the end while it still starts", async () => {
    const { terminal } = await perform(
      stagedStack({ page, slow: { behaves: { kind: "hangs" }, optional: true } }),
      up,
    );
    expect(terminal.outText).toMatch(/demo is up: 2 services in .*, slow still starting/u);
    expect(terminal.outText).toMatch(/slow\s+starting\s+.*not waited for/u);
  });
});

describe("a dependency that may fail", () => {
  const job = { behaves: { kind: "ends", afterMs: 4_000, exitCode: 0 } } as const;
  const after = { job: { condition: "service_completed_successfully", required: false } } as const;

  async function startedAtMs(parts: Parts): Promise<number | undefined> {
    const events = eventsOf(await perform(stagedStack(parts), up, { options: { json: true } }));
    return events.find(({ type, service }) => type === "service-started" && service === "page")?.atMs;
  }

  test("is waited for as long as it can still come", async () => {
    expect(await startedAtMs({ job, page: { ...page, after } })).toBeGreaterThanOrEqual(4_000);
    const optional = { ...job, optional: true };
    expect(await startedAtMs({ job: optional, page: { ...page, after } })).toBeGreaterThanOrEqual(4_000);
  });

  test("blocks nobody once it has failed", async () => {
    const broken = { behaves: { kind: "ends", afterMs: 4_000, exitCode: 1 } } as const;
    expect(await startedAtMs({ job: broken, page: { ...page, after } })).toBeGreaterThanOrEqual(4_000);
    const result = await resultFor({ job: broken, page: { ...page, after } });
    expect(statesOf(result)).toEqual({ job: "failed", page: "ready" });
  });
});
