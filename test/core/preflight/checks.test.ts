import { describe, expect, it } from "vitest";
import {
  cardChecks,
  environmentChecks,
  machineChecks,
  startChecks,
} from "../../../src/core/preflight/checks.ts";
import type { PreflightNeeds } from "../../../src/core/preflight/checks.ts";
import { composeObserver } from "../../../src/core/preflight/engine/compose-version.ts";
import { engineObserver } from "../../../src/core/preflight/engine/observe-engine.ts";
import { isDocumented } from "../../../src/core/preflight/finding-ids.ts";
import { preflight } from "../../../src/core/preflight/preflight.ts";
import type { Compose } from "../../../src/world/compose/compose.ts";
import type { Engine } from "../../../src/world/engine/engine.ts";
import type { Network } from "../../../src/world/network/network.ts";
import { silent } from "./storage/engine-info.ts";
import { card, decide, link } from "./gpu/gpu-card.ts";
import { partly, scripted, stubFiles, stubWorld } from "./gpu/stub-world.ts";

const never = new AbortController().signal;
const pair = decide({ gpus: [card(0), card(1)], links: [link(0, 1, "NV4")] });

const needs: PreflightNeeds = {
  project: "multimodal-development",
  ports: {
    ports: [
      { service: "web", address: "", protocol: "tcp", from: 80, to: 80, count: 1, variable: "HTTP_PORT" },
    ],
    siblings: [],
    envFile: ".env.development",
  },
  memoryBytes: 1024 ** 3,
  diskBytes: 1024 ** 3,
  images: ["postgres:17"],
  cpuLimits: [],
  creation: { networks: [], addresses: [], names: [], devices: [], runtimes: [], logDrivers: [] },
  volumes: [],
  files: [],
  models: [],
  shell: { variables: [], envFile: ".env.development" },
  settings: undefined,
  fileMappers: [],
  gpu: { report: pair, need: "required", images: [], shares: [] },
};

/** A machine with nothing on it: no Docker, no NVIDIA, files that cannot be read. */
function bareMachine() {
  const failure = silent("unreachable", "connect ENOENT /var/run/docker.sock");
  return stubWorld({
    engine: partly<Engine>("engine", {
      ping: async () => failure,
      containers: async () => failure,
      volumes: async () => failure,
      image: async () => failure,
      diskUsage: async () => failure,
    }),
    compose: partly<Compose>("compose", { version: async () => ({ kind: "not-found" }) }),
    processes: scripted(() => ({ kind: "not-found" })),
    files: stubFiles({}),
    network: partly<Network>("network", { tryListen: async () => "free", portHolders: async () => [] }),
  });
}

function looks() {
  return { observeEngine: engineObserver(), observeCompose: composeObserver() };
}

describe("the checks of a start", () => {
  it("leave out of a rehearsal what only the real images need, and say so", async () => {
    const checks = startChecks(needs, { rehearse: true, ...looks() });
    const { findings } = await preflight(bareMachine(), checks, never);
    const skipped = findings.filter(({ status }) => status === "skip").map(({ id }) => id);
    expect(skipped).toEqual(["gpu.decision", "memory.total", "disk.free", "model.directory"]);
  });

  it("say what is wrong with a bare machine, once", async () => {
    const checks = startChecks(needs, { rehearse: false, ...looks() });
    const { findings } = await preflight(bareMachine(), checks, never);
    const failed = findings.filter(({ status }) => status === "fail").map(({ id }) => id);
    expect(failed).toEqual(["engine.missing", "compose.missing"]);
  });
});

describe("the checks of a doctor", () => {
  it("work on a machine without anything, under documented ids, and none breaks", async () => {
    const options = { deep: true, rehearse: false, observeEngine: engineObserver() };
    const checks = [...machineChecks(options.observeEngine), ...environmentChecks(needs, options)];
    const { findings } = await preflight(bareMachine(), checks, never);
    expect(findings.filter(({ id }) => !isDocumented(id))).toEqual([]);
    expect(findings.filter(({ id }) => id.endsWith(".broken"))).toEqual([]);
  });

  it("need no environment", async () => {
    const gpu = { report: decide({ need: "optional" }), need: "optional", images: [], shares: [] } as const;
    const options = { deep: false, observeEngine: engineObserver() };
    const checks = [...machineChecks(options.observeEngine), ...cardChecks(gpu, options)];
    const { findings } = await preflight(bareMachine(), checks, never);
    expect(findings.map(({ id }) => id)).toEqual(["engine.missing", "compose.missing", "gpu.no-devices"]);
  });
});
