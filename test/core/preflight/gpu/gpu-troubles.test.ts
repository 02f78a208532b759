import { describe, expect, it } from "vitest";
import type { Finding } from "../../../../src/core/preflight/check.ts";
import { gpuFabricCheck } from "../../../../src/core/preflight/gpu/gpu-fabric.ts";
import { judgeGpu } from "../../../../src/core/preflight/gpu/gpu.ts";
import type { GpuQuestion } from "../../../../src/core/preflight/gpu/gpu-decision.ts";
import type { GpuNeed } from "../../../../src/core/preflight/gpu/gpu-report.ts";
import { card, decide, link } from "./gpu-card.ts";
import { printed, scripted, stubFiles, stubWorld } from "./stub-world.ts";

function judge(parts: Partial<GpuQuestion>, need: GpuNeed = "required"): readonly Finding[] {
  return judgeGpu({ report: decide({ ...parts, need }), need });
}

function ids(findings: readonly Finding[]) {
  return findings.map(({ id, status }) => `${status} ${id}`);
}

describe("a card that is lost", () => {
  const troubles = [{ kind: "lost", busId: "0000:02:00.0", said: "Unknown Error" }] as const;

  it("blocks what requires one, whatever the rest can do, and is told elsewhere", () => {
    expect(ids(judge({ gpus: [card(0)], troubles }))).toEqual(["pass gpu.decision", "fail gpu.lost"]);
    expect(ids(judge({ gpus: [card(0)], troubles }, "optional"))).toContain("warn gpu.lost");
    expect(judge({ gpus: [card(0)], troubles })[1]?.title).toContain("0000:02:00.0");
  });

  it("is never chosen, and is named where another is", () => {
    const gpus = [card(0, { fault: "GPU requires reset" }), card(1)];
    const report = decide({ gpus, links: [link(0, 1, "NV4")] });
    expect(report).toMatchObject({ selected: [1], layer: "single-gpu", nvlink: false });
    expect(report.reason).toContain("GPU 0 is left out (GPU requires reset)");
  });

  it.each(["auto", "single", "multi"] as const)("is not chosen by --gpu %s either", (choice) => {
    const gpus = [card(0, { fault: "GPU is lost" }), card(1), card(2)];
    expect(decide({ gpus, choice }).selected).not.toContain(0);
  });

  it("is one finding where there is no other, and says how it is reset", () => {
    const gpus = [card(0, { fault: "GPU requires reset" })];
    const lost = [{ kind: "lost", gpu: 0, said: "GPU requires reset" }] as const;
    expect(ids(judge({ gpus, troubles: lost }))).toEqual(["fail gpu.lost"]);
    const [, finding] = judge({ gpus: [...gpus, card(1)], troubles: lost });
    expect(finding?.fix).toContain("nvidia-smi --gpu-reset -i 0");
  });

  it("is one of power where it gets too little", () => {
    const gpus = [card(0, { fault: "Insufficient External Power" })];
    const [finding] = judge({ gpus });
    expect(finding).toMatchObject({ id: "gpu.power", status: "fail" });
    expect(finding?.fix).toContain("power cable");
    expect(finding?.fix).not.toContain("bus");
  });
});

describe("what is wrong and blocks nothing", () => {
  it.each(["inforom", "not-driven", "incomplete"] as const)("%s is told", (kind) => {
    expect(ids(judge({ gpus: [card(0)], troubles: [{ kind, said: "x" }] }))).toEqual([
      "pass gpu.decision",
      `warn gpu.${kind}`,
    ]);
  });
});

describe("two equal cards that are not joined", () => {
  const down = [0, 1].map((gpu) => ({ gpu, active: 0, someInactive: true }));

  it.each([
    ["RTX 3090 with a connector", "NVIDIA GeForce RTX 3090", undefined, ["gpu.nvlink"]],
    ["A6000 with links that are off", "NVIDIA RTX A6000", down, ["gpu.nvlink"]],
    ["an unknown name with links that are off", "NVIDIA X1", down, ["gpu.nvlink"]],
    ["RTX 4090, which has none", "NVIDIA GeForce RTX 4090", undefined, []],
    ["RTX 6000 Ada, which has none", "NVIDIA RTX 6000 Ada Generation", undefined, []],
  ])("%s", (_what, name, nvlinks, expected) => {
    const gpus = [card(0, { name }), card(1, { name })];
    const parts = { gpus, links: [link(0, 1, "PHB")], ...(nvlinks === undefined ? {} : { nvlinks }) };
    const found = judge(parts).filter(({ id }) => id === "gpu.nvlink");
    expect(found.map(({ id }) => id)).toEqual(expected);
  });

  it("are not missed between unequal ones, nor where they are joined", () => {
    const unequal = [card(0), card(1, { name: "NVIDIA RTX A6000" })];
    expect(ids(judge({ gpus: unequal, links: [link(0, 1, "PHB")] }))).not.toContain("warn gpu.nvlink");
    expect(ids(judge({ gpus: [card(0), card(1)], links: [link(0, 1, "NV4")] }))).toEqual([
      "pass gpu.decision",
    ]);
  });

  it("are joined by part of their links: told where there are two cards alone", () => {
    const nvlinks = [0, 1].map((gpu) => ({ gpu, active: 2, someInactive: true }));
    const [, finding] = judge({ gpus: [card(0), card(1)], links: [link(0, 1, "NV2")], nvlinks });
    expect(finding?.title).toContain("2 of GPU 0's");
  });
});

describe("cards of a board with NVSwitches", () => {
  interface Board {
    readonly state?: string;
    readonly status?: string;
    readonly service?: string;
    readonly switches?: number;
  }

  async function look({ state, status = "", service = "inactive", switches = 0 }: Board) {
    const fabric = state === undefined ? {} : { fabric: { state, status } };
    const gpus = [card(0, fabric), card(1, fabric)];
    const devices = Array.from({ length: switches }, (_, index) => [`/dev/nvidia-nvswitch${index}`, ""]);
    const world = stubWorld({
      files: stubFiles(Object.fromEntries(devices)),
      processes: scripted(({ command }) =>
        command === "systemctl" ? printed(`${service}\n`, 3) : undefined,
      ),
    });
    const report = decide({ gpus, links: [link(0, 1, "NV18")] });
    return gpuFabricCheck(report).run(world, new AbortController().signal);
  }

  it.each(["Not Started", "In Progress", "in progress"])("block while they join: %s", async (state) => {
    const [finding] = await look({ state });
    expect(finding).toMatchObject({ id: "gpu.fabric", status: "fail", data: { gpus: [0, 1] } });
    expect(finding?.fix).toContain("systemctl enable --now nvidia-fabricmanager");
  });

  it("block where joining failed, and the log of the service is read", async () => {
    const [finding] = await look({ state: "Completed", status: "Initialization error", service: "active" });
    expect(finding).toMatchObject({ status: "fail" });
    expect(finding?.fix).toContain("journalctl -u nvidia-fabricmanager");
  });

  it("are well when they have joined, or join nothing", async () => {
    expect(await look({ state: "Completed", status: "Success" })).toEqual([]);
    expect(await look({ state: "Completed" })).toEqual([]);
    expect(await look({})).toEqual([]);
  });

  it("of an older driver, which does not tell, are judged by the service", async () => {
    expect(await look({ switches: 6, service: "failed" })).toMatchObject([
      { id: "gpu.fabric", status: "warn" },
    ]);
    expect(await look({ switches: 6, service: "active" })).toEqual([]);
  });
});
