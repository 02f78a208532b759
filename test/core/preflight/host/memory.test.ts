import { describe, expect, it } from "vitest";
import { engineObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import { memoryCheck } from "../../../../src/core/preflight/host/memory.ts";
import type { Container } from "../../../../src/world/engine/container.ts";
import type { Engine, EngineInfo } from "../../../../src/world/engine/engine.ts";
import { answering } from "../storage/engine-info.ts";
import { partly, stubMachine, stubWorld } from "../gpu/stub-world.ts";

const gib = 1024 ** 3;

interface Host {
  readonly totalGiB: number;
  readonly availableGiB: number;
  readonly swapGiB?: number;
  readonly ownGiB?: number;
  readonly engine?: Partial<EngineInfo>;
}

async function look({ totalGiB, availableGiB, swapGiB = 0, ownGiB = 0, engine = {} }: Host) {
  const own: Container = {
    id: "own",
    name: "own",
    image: "own",
    state: "running",
    status: "Up",
    labels: {},
    ports: [],
    imageId: "sha256:image",
    networkIds: [],
    volumes: [],
  };
  const world = stubWorld({
    machine: stubMachine({
      memory: async () => ({
        totalBytes: totalGiB * gib,
        availableBytes: availableGiB * gib,
        swapBytes: swapGiB * gib,
      }),
    }),
    engine: partly<Engine>("engine", {
      ping: async () => answering(engine),
      containers: async () => ({ kind: "ok", value: [own, { ...own, id: "stopped", state: "exited" }] }),
      memoryBytes: async (id) => ({ kind: "ok", value: id === "own" ? ownGiB * gib : undefined }),
    }),
  });
  const check = memoryCheck({ requiredBytes: 24 * gib, project: "p" }, engineObserver());
  return check.run(world, new AbortController().signal);
}

describe("memory", () => {
  it("is well when enough is available", async () => {
    expect(await look({ totalGiB: 32, availableGiB: 30 })).toMatchObject([
      { id: "memory.total", status: "pass" },
    ]);
  });

  it("allows for what a box of that size does not show", async () => {
    expect(await look({ totalGiB: 23.5, availableGiB: 24 })).toMatchObject([
      { status: "pass" },
      { status: "warn" },
    ]);
    expect(await look({ totalGiB: 21.5, availableGiB: 21 })).toMatchObject([
      { id: "memory.total", status: "fail" },
    ]);
  });

  it("warns when less is available than wanted, and names the swap", async () => {
    const findings = await look({ totalGiB: 32, availableGiB: 20, swapGiB: 8 });
    expect(findings).toMatchObject([{ status: "pass" }, { id: "memory.available", status: "warn" }]);
    expect(findings[1]?.detail).toContain("8.0 GiB of swap");
  });

  it("counts what this environment's containers hold already as available", async () => {
    expect(await look({ totalGiB: 32, availableGiB: 14, ownGiB: 12 })).toMatchObject([{ status: "pass" }]);
  });

  it("is the engine's where that is a virtual machine or another one", async () => {
    const host = { totalGiB: 64, availableGiB: 60 };
    const desktop = { operatingSystem: "Docker Desktop", memoryBytes: 8 * gib };
    const [finding] = await look({ ...host, engine: desktop });
    expect(finding).toMatchObject({ status: "fail" });
    expect(finding?.fix).toContain("Docker Desktop");
    const elsewhere = { local: false, memoryBytes: 32 * gib };
    expect(await look({ totalGiB: 4, availableGiB: 2, engine: elsewhere })).toMatchObject([
      { status: "pass" },
    ]);
  });
});
