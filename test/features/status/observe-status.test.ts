import { describe, expect, test } from "vitest";
import { observeStatus } from "../../../src/features/status/observe-status.ts";
import { patienceFrom } from "../../../src/features/status/patience.ts";
import type { EnvironmentStatus } from "../../../src/features/status/environment-status.ts";
import { card } from "../../core/preflight/gpu/gpu-card.ts";
import { fakeContainer, rowOf } from "../../world/fake-container.ts";
import type { FakeContainer } from "../../world/fake-container.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import type { FakeEngineParts } from "../../world/fake-engine.ts";
import { preparedFrom } from "../../core/plan/prepared-from.ts";

const check = { test: ["CMD", "ask"], intervalMs: 1_000, timeoutMs: 600_000, startPeriodMs: 0, retries: 3 };
const running = { state: "running", startedAt: new Date(0), healthCheck: check } as const;

const uuids = ["GPU-5f1b2c3d-0000-4000-8000-00000000000a", "GPU-5f1b2c3d-0000-4000-8000-00000000000b"];
const cards = uuids.map((uuid, index) => card(index, { uuid }));

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
  const files = await preparedFrom({ services: { web: written } });
  const project = { environment: "demo", project: "shop-demo", rehearsal: false, folder: "/srv/shop" };
  const seen = observeStatus(
    world,
    { ...project, directories: [], containers: containers.map(rowOf) },
    { ...files, gpu: { ...files.gpu, gpus: cards } },
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

  test("does not count what ran a hook before its start, nor a command beside it", async () => {
    const ended = { state: "exited", exitCode: 1, startedAt: new Date(0) } as const;
    const hook = { ...ended, labels: { "com.docker.compose.hook": "pre_start" } };
    const oneOff = { ...ended, labels: { "com.docker.compose.oneoff": "True" } };
    const { status } = await observe({}, [running, hook, oneOff], answers);
    expect(status).toMatchObject({ state: "ready", services: [{ state: "ready", detail: "" }] });
  });

  test("says how often it was restarted", async () => {
    const loop = { state: "restarting", startedAt: new Date(0), restartCount: 6, exitCode: 1 } as const;
    const { status } = await observe({}, [loop]);
    const detail = "restarting (6 times), last exited with 1";
    expect(status).toMatchObject({ state: "failed", services: [{ state: "restarting", detail }] });
  });

  test("has its address from the ports that its container has, whatever the files say", async () => {
    const port = (hostPort: number, containerPort: number) =>
      ({ hostAddress: "127.0.0.1", hostPort, containerPort, protocol: "tcp" }) as const;
    const written = {
      ports: [
        { target: 8080, published: "8080", protocol: "tcp" },
        { target: 443, published: "443", protocol: "tcp" },
      ],
    };
    const urlWith = async (...ports: readonly ReturnType<typeof port>[]) =>
      (await observe(written, [{ ...running, ports }], answers)).status.services[0]?.url;
    expect(await urlWith(port(32_768, 443), port(49_153, 8080))).toBe("localhost:49153");
    expect(await urlWith(port(32_768, 443))).toBe("localhost:32768");
    expect(await urlWith(port(9_000, 9_000))).toBe("localhost:9000");
    expect(await urlWith()).toBeNull();
  });

  test.each([
    [8080, "1F90", "localhost:18080"],
    [8443, "20FB", "localhost:18443"],
  ])(
    "has the address of the port that answers, %i, in whatever order they are written",
    async (_, hex, url) => {
      const listening = `  sl  local_address rem_address   st\n   0: 00000000:${hex} 00000000:0000 0A\n`;
      const inside: FakeEngineParts = {
        exec: { web: () => ({ kind: "exited", exitCode: 0, stdout: listening, stderr: "" }) },
      };
      const at = (target: number) => ({ target, published: String(target + 10_000), protocol: "tcp" });
      const has = (containerPort: number) =>
        ({
          hostAddress: "127.0.0.1",
          hostPort: containerPort + 10_000,
          containerPort,
          protocol: "tcp",
        }) as const;
      for (const order of [
        [8080, 8443],
        [8443, 8080],
      ]) {
        const found = { state: "running", startedAt: new Date(0), ports: order.map(has) } as const;
        const { status } = await observe({ ports: order.map(at) }, [found], inside);
        expect(status.services).toMatchObject([{ state: "ready", url }]);
      }
    },
  );

  test("has no address while it is stopped", async () => {
    const written = { ports: [{ target: 8080, published: "8080", protocol: "tcp" }] };
    const stopped = { state: "exited", startedAt: new Date(0), exitCode: 137 } as const;
    const { status } = await observe(written, [stopped], answers);
    expect(status.services).toMatchObject([{ state: "stopped", url: null, ports: [] }]);
  });

  test("has the GPUs that its container sees", async () => {
    const shows = (stdout: string): FakeEngineParts => ({
      exec: {
        web: ({ command }) => ({
          kind: "exited",
          exitCode: 0,
          stdout: command[0] === "ask" ? "" : stdout,
          stderr: "",
        }),
      },
    });
    const given = { ...running, gpus: [{ ids: ["0"] }] };
    const { status } = await observe({}, [given], shows(`GPU 0: A card (UUID: ${uuids[1] ?? ""})`));
    expect(status.services).toMatchObject([{ gpus: [1], gpuUuids: [uuids[1]] }]);
    const none = await observe({}, [given], shows(""));
    expect(none.status.services).toMatchObject([{ gpus: [], gpuUuids: [] }]);
  });

  test.each([
    [["1"], [uuids[1]]],
    [
      ["GPU-unknown", "0"],
      ["GPU-unknown", uuids[0]],
    ],
    [["all"], uuids],
    [[], []],
  ])("has the GPUs %j that it was given, where it cannot be asked", async (ids, expected) => {
    const without: FakeEngineParts = {
      exec: {
        web: ({ command }) => ({
          kind: "exited",
          exitCode: command[0] === "ask" ? 0 : 127,
          stdout: "",
          stderr: "",
        }),
      },
    };
    const { status } = await observe({}, [{ ...running, gpus: [{ ids }] }], without);
    expect(status.services[0]?.gpuUuids).toEqual(expected);
  });

  test("asks for no GPU in what was given none", async () => {
    const asked: string[] = [];
    const noting: FakeEngineParts = {
      exec: {
        web: ({ command }) => {
          asked.push(command.join(" "));
          return { kind: "exited", exitCode: 0, stdout: "", stderr: "" };
        },
      },
    };
    await observe({}, [running], noting);
    expect(asked).toEqual(["ask"]);
  });

  test("comes within three seconds, however many of its checks hang", async () => {
    const hangs = { exec: { web: async () => new Promise<never>(() => undefined) } };
    const { status, tookMs } = await observe({ scale: 3 }, [running, running, running], hangs);
    expect(status).toMatchObject({ state: "starting", services: [{ state: "starting" }] });
    expect(tookMs).toBeLessThanOrEqual(3_000);
  });
});
