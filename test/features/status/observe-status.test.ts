import { describe, expect, test } from "vitest";
import { observeStatus } from "../../../src/features/status/observe-status.ts";
import { patienceFrom } from "../../../src/features/status/patience.ts";
import type { EnvironmentStatus } from "../../../src/features/status/environment-status.ts";
import { fakeContainer, rowOf } from "../../world/fake-container.ts";
import type { FakeContainer } from "../../world/fake-container.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import type { FakeEngineParts } from "../../world/fake-engine.ts";
import { preparedFrom } from "../../core/plan/prepared-from.ts";

const check = { test: ["CMD", "ask"], intervalMs: 1_000, timeoutMs: 600_000, startPeriodMs: 0, retries: 3 };
const running = { state: "running", startedAt: new Date(0), healthCheck: check } as const;

/** What `status` finds of these containers of the one service `web`, which is written so. */
async function observe(
  written: Readonly<Record<string, unknown>>,
  found: readonly Partial<FakeContainer>[],
  engine: FakeEngineParts = {},
): Promise<{ readonly status: EnvironmentStatus; readonly tookMs: number }> {
  const containers = found.map((each, index) =>
    fakeContainer({ project: "shop-demo", service: "web", id: `web-${String(index + 1)}`, ...each }),
  );
  const world = fakeWorld({ engine: { containers, ...engine } });
  const { loaded } = await preparedFrom({ services: { web: written } });
  const project = { environment: "demo", project: "shop-demo", rehearsal: false, folder: "/srv/shop" };
  const seen = observeStatus(
    world,
    { ...project, directories: [], containers: containers.map(rowOf) },
    loaded.model,
    patienceFrom(world),
  );
  const began = world.clock.elapsedMs();
  const told = seen.then((status) => {
    if (status.kind === "failed") throw new Error(status.error[0]?.message);
    return { status: status.value, tookMs: world.clock.elapsedMs() - began };
  });
  for (let step = 0; step < 50; step += 1) await world.clock.advance(100);
  return told;
}

const answers: FakeEngineParts = {
  exec: { web: () => ({ kind: "exited", exitCode: 0, stdout: "", stderr: "" }) },
};

describe("the status of a service", () => {
  test("is ready when each of its replicas is", async () => {
    const { status } = await observe({ scale: 2 }, [running, running], answers);
    expect(status).toMatchObject({ state: "ready", services: [{ state: "ready", detail: "" }] });
  });

  test("is not ready where some of its replicas are not there", async () => {
    const { status } = await observe({ scale: 3 }, [running], answers);
    expect(status).toMatchObject({ services: [{ state: "stopped", detail: "1 of 3 replicas run" }] });
  });

  test("says how often it was restarted", async () => {
    const loop = { state: "restarting", startedAt: new Date(0), restartCount: 6, exitCode: 1 } as const;
    const { status } = await observe({}, [loop]);
    const detail = "restarting (6 times), last exited with 1";
    expect(status).toMatchObject({ state: "failed", services: [{ state: "restarting", detail }] });
  });

  test("comes within three seconds, however many of its checks hang", async () => {
    const hangs = { exec: { web: async () => new Promise<never>(() => undefined) } };
    const { status, tookMs } = await observe({ scale: 3 }, [running, running, running], hangs);
    expect(status).toMatchObject({ state: "starting", services: [{ state: "starting" }] });
    expect(tookMs).toBeLessThanOrEqual(3_000);
  });
});
