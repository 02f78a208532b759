import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { gpuMemoryCheck } from "../../../../src/core/preflight/gpu/gpu-memory.ts";
import { parseGpuProcesses } from "../../../../src/core/preflight/gpu/gpu-query.ts";
import type { Container } from "../../../../src/world/engine/container.ts";
import type { Engine } from "../../../../src/world/engine/engine.ts";
import { card, decide } from "./gpu-card.ts";
import { partly, printed, scripted, stubFiles, stubWorld } from "./stub-world.ts";

const containerId = "c".repeat(64);

interface Host {
  readonly freeMiB: number;
  readonly apps?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly ours?: readonly string[];
}

function container(id: string): Container {
  return {
    id,
    name: "vllm",
    image: "vllm",
    state: "running",
    status: "Up",
    labels: {},
    ports: [],
    imageId: "sha256:image",
    networkIds: [],
    volumes: [],
  };
}

async function look({ freeMiB, apps = "", files = {}, ours = [] }: Host) {
  const containers = ours.map(container);
  const world = stubWorld({
    processes: scripted(({ args }) =>
      args[0]?.startsWith("--query-compute-apps") ? printed(apps) : undefined,
    ),
    engine: partly<Engine>("engine", { containers: async () => ({ kind: "ok", value: containers }) }),
    files: stubFiles(files),
  });
  const report = decide({ gpus: [card(0, { memoryFreeMiB: freeMiB })] });
  const shares = [{ service: "vllm", perGpuMiB: 20_000, gpus: [0], containers: 1 }];
  return gpuMemoryCheck({ report, shares, project: "p" }).run(world, new AbortController().signal);
}

describe("the memory of a GPU", () => {
  it("is well when the plan's share is free", async () => {
    expect(await look({ freeMiB: 24_000 })).toMatchObject([{ status: "pass" }]);
  });

  it("names the processes that hold it", async () => {
    const [finding] = await look({ freeMiB: 1_600, apps: "GPU-0, 4711, 22934, VLLM::Worker_TP0\n" });
    expect(finding).toMatchObject({ id: "gpu.memory-taken", status: "fail" });
    expect(finding?.detail).toBe("held by VLLM::Worker_TP0 (process 4711, 22934 MiB)");
    expect(finding?.fix).toContain("kill 4711");
  });

  it("says so when what holds it cannot be seen", async () => {
    const [finding] = await look({ freeMiB: 1_600 });
    expect(finding?.fix).toContain("fuser");
  });

  it("does not miss what this environment's own containers hold", async () => {
    const findings = await look({
      freeMiB: 1_600,
      apps: "GPU-0, 4711, 22934, VLLM::Worker_TP0\n",
      files: { "/proc/4711/cgroup": `0::/system.slice/docker-${containerId}.scope\n` },
      ours: [containerId],
    });
    expect(findings).toMatchObject([{ status: "pass" }]);
  });

  it("cannot hold more than there is", async () => {
    const report = decide({ gpus: [card(0, { memoryTotalMiB: 12_288, memoryFreeMiB: 12_000 })] });
    const shares = [{ service: "vllm", perGpuMiB: 20_000, gpus: [0], containers: 1 }];
    const world = stubWorld({
      processes: scripted(() => printed("")),
      engine: partly<Engine>("engine", { containers: async () => ({ kind: "ok", value: [] }) }),
    });
    const check = gpuMemoryCheck({ report, shares, project: "p" });
    expect(await check.run(world, new AbortController().signal)).toMatchObject([
      { id: "gpu.memory-total", status: "fail" },
    ]);
  });
});

describe("memory that containers hold", () => {
  const other = "d".repeat(64);
  const siblings = [{ project: "shop-production", name: "production", stop: "stack down production" }];

  async function holders(labels: Readonly<Record<string, string>>, name: string) {
    const world = stubWorld({
      processes: scripted(() =>
        printed("GPU-0, 4711, 22934, VLLM::EngineCore\nGPU-0, 4712, 60, VLLM::Helper\n"),
      ),
      engine: partly<Engine>("engine", {
        containers: async ({ project }) => ({
          kind: "ok",
          value: project === undefined ? [{ ...container(other), name, labels }] : [],
        }),
      }),
      files: stubFiles(
        Object.fromEntries(
          [4711, 4712].map((id) => [`/proc/${id}/cgroup`, `0::/system.slice/docker-${other}.scope\n`]),
        ),
      ),
    });
    const report = decide({ gpus: [card(0, { memoryFreeMiB: 1_600 })] });
    const shares = [{ service: "vllm", perGpuMiB: 20_000, gpus: [0], containers: 1 }];
    const check = gpuMemoryCheck({ report, shares, project: "shop-development", siblings });
    const [finding] = await check.run(world, new AbortController().signal);
    return finding;
  }

  it("of another environment of this stack is freed by taking that down", async () => {
    const finding = await holders(
      { "com.docker.compose.project": "shop-production", "com.docker.compose.service": "vllm" },
      "shop-production-vllm-1",
    );
    expect(finding?.detail).toContain("vllm of production");
    expect(finding?.fix).toBe("end what is not needed: stack down production");
    expect(finding?.data).toMatchObject({ processes: [{ id: 4711, environment: "production" }, {}] });
  });

  it.each([
    [{ "com.docker.compose.project": "chat" }, "chat-ollama-1", "the project chat"],
    [{}, "ollama", "the container ollama"],
  ])("of anybody else's container is freed by stopping that", async (labels, name, said) => {
    const finding = await holders(labels, name);
    expect(finding?.detail).toContain(said);
    expect(finding?.fix).toBe(`end what is not needed: docker stop ${name}`);
  });
});

describe("the processes on a GPU", () => {
  it("are read with commas in their names and without memory under WSL", () => {
    expect(parseGpuProcesses("GPU-1, 12, [N/A], python -c a, b\r\nnonsense\n")).toEqual([
      { uuid: "GPU-1", id: 12, usedMiB: 0, name: "python -c a, b" },
    ]);
  });

  it("never make the parser throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(parseGpuProcesses(`GPU-${text}`).every(({ id }) => Number.isInteger(id))).toBe(true);
      }),
    );
  });
});
