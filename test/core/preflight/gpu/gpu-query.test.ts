import { describe, expect, it } from "vitest";
import { decideGpu } from "../../../../src/core/preflight/gpu/gpu-decision.ts";
import { observeGpus } from "../../../../src/core/preflight/gpu/gpu-query.ts";
import { judgeGpu } from "../../../../src/core/preflight/gpu/gpu.ts";
import type { ProcessRequest, ProcessResult, Processes } from "../../../../src/world/processes/processes.ts";
import { gpuFixture, gpuFixtureNames, nvidiaSmiOf } from "./gpu-fixture.ts";
import { partly, printed, rushedClock, scripted, stubFiles, stubMachine, stubWorld } from "./stub-world.ts";

const never = new AbortController().signal;

describe("observing the GPUs of recorded machines", () => {
  it.each(gpuFixtureNames())("reads %s and decides", async (name) => {
    const fixture = gpuFixture(name);
    const seen = await observeGpus(
      stubWorld({ files: stubFiles({}), processes: scripted(nvidiaSmiOf(fixture)) }),
      never,
    );
    expect(seen.gpus).toHaveLength(fixture.expect.count);
    expect(seen.links.map(({ a, b, type }) => [a, b, type])).toEqual(fixture.expect.links ?? []);
    expect(seen.error?.code).toBe(fixture.expect.error);
    const report = decideGpu({ ...seen, choice: "auto", need: "required" });
    expect(report.nvlink).toBe(fixture.expect.nvlink ?? false);
    expect(report.layer).toBe(fixture.expect.layer);
    expect(report.selected).toEqual(fixture.expect.selected);
    expect((seen.troubles ?? []).map(({ kind, busId }) => [kind, busId ?? ""])).toEqual(
      fixture.expect.troubles ?? [],
    );
    const joins = judgeGpu({ report, need: "required" }).filter(({ id }) => id === "gpu.nvlink");
    if (fixture.expect.findings !== undefined) {
      expect(joins.map(({ id }) => id)).toEqual(fixture.expect.findings);
    }
  });

  it("keeps what is known of a card", async () => {
    const fixture = gpuFixture("dual-3090-nvlink");
    const { gpus } = await observeGpus(
      stubWorld({ files: stubFiles({}), processes: scripted(nvidiaSmiOf(fixture)) }),
      never,
    );
    expect(gpus[0]).toEqual({
      index: 0,
      uuid: "GPU-00000000-de63-c196-1766-04c38407e100",
      name: "NVIDIA GeForce RTX 3090",
      memoryTotalMiB: 24576,
      memoryFreeMiB: 24276,
      computeCapability: "8.6",
      driverVersion: "580.95.05",
      mig: false,
    });
  });
});

describe("observing GPUs where nvidia-smi is not what it should be", () => {
  it.each([
    ["with a card", "0x10de", "install the NVIDIA driver"],
    ["without a card", "0x8086", "use a machine with an NVIDIA card"],
  ])("says that the driver is missing where there is no nvidia-smi, %s", async (_where, vendor, advice) => {
    const files = stubFiles({
      "/sys/bus/pci/devices/0000:08:00.0": undefined,
      "/sys/bus/pci/devices/0000:08:00.0/vendor": `${vendor}\n`,
    });
    const processes = scripted(() => ({ kind: "not-found" }));
    const { error } = await observeGpus(stubWorld({ processes, files }), never);
    expect(error?.code).toBe("driver-missing");
    expect(error?.fix).toContain(advice);
  });

  it("looks where WSL keeps it", async () => {
    const under = nvidiaSmiOf(gpuFixture("single-3090"));
    const processes = scripted((request) =>
      request.command === "/usr/lib/wsl/lib/nvidia-smi"
        ? under({ ...request, command: "nvidia-smi" })
        : { kind: "not-found" },
    );
    const machine = stubMachine({ environment: { WSL_DISTRO_NAME: "Ubuntu" } });
    expect(
      (await observeGpus(stubWorld({ files: stubFiles({}), processes, machine }), never)).gpus,
    ).toHaveLength(1);
  });

  it("gives up on one that hangs", async () => {
    const processes = partly<Processes>("processes", { run: hanging });
    const { gpus, error } = await observeGpus(
      stubWorld({ files: stubFiles({}), processes, clock: rushedClock() }),
      never,
    );
    expect(gpus).toEqual([]);
    expect(error?.code).toBe("hanging");
  });

  it("ends the question for the topology of a box without cards, and does not wait for it", async () => {
    let ended = false;
    const processes = partly<Processes>("processes", {
      run: async (request) => {
        if (request.args[0] !== "topo") return { kind: "not-found" };
        request.signal?.addEventListener("abort", () => (ended = true));
        return hanging(request);
      },
    });
    const seen = await observeGpus(stubWorld({ processes, files: stubFiles({}) }), never);
    expect(seen.error?.code).toBe("driver-missing");
    expect(ended).toBe(true);
  });

  it.each(["", "\u0000\u0001garbage", "<html>502</html>", "0, , , ,", "a,b\n".repeat(1000)])(
    "calls nonsense unreadable: %j",
    async (nonsense) => {
      const { error } = await observeGpus(
        stubWorld({ files: stubFiles({}), processes: scripted(() => printed(nonsense)) }),
        never,
      );
      expect(error?.code).toBe("unreadable");
      expect(error?.message.length).toBeLessThan(200);
    },
  );

  it("asks an old driver again without the field it does not know", async () => {
    const fixture = gpuFixture("single-3090");
    const processes = scripted(
      (request) => refuseField("compute_cap", request) ?? nvidiaSmiOf(fixture)(request),
    );
    const { gpus } = await observeGpus(stubWorld({ files: stubFiles({}), processes }), never);
    expect(gpus[0]).toMatchObject({
      name: "NVIDIA GeForce RTX 3090",
      computeCapability: "",
      memoryTotalMiB: 24576,
    });
  });

  it("takes the links from nvlink --status where the matrix is unreadable", async () => {
    const fixture = { ...gpuFixture("dual-3090-nvlink"), topo: "not supported" };
    const { links } = await observeGpus(
      stubWorld({ files: stubFiles({}), processes: scripted(nvidiaSmiOf(fixture)) }),
      never,
    );
    expect(links).toEqual([{ a: 0, b: 1, type: "NV4", nvlink: true }]);
  });

  it.each([
    [
      "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 570.124\n",
      18,
      "nvml-mismatch",
    ],
    ["NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.", 12, "driver-missing"],
    ["Unable to determine the device handle for GPU0000:07:00.0: Unknown Error\n", 1, "gpu-lost"],
    ["Failed to initialize NVML: Insufficient Permissions\n", 4, "not-permitted"],
    ["Failed to initialize NVML: GPU access blocked by the operating system\n", 17, "not-permitted"],
    ["Failed to initialize NVML: Unknown Error\n", 255, "not-permitted"],
    ["", 18, "nvml-mismatch"],
  ])("tells %j (exit %i) as %s", async (said, exitCode, code) => {
    const processes = scripted(() => printed(said, exitCode));
    const { error } = await observeGpus(stubWorld({ files: stubFiles({}), processes }), never);
    expect(error?.code).toBe(code);
    expect(error?.fix).not.toBe("");
  });
});

async function hanging({ signal }: ProcessRequest): Promise<ProcessResult> {
  return new Promise((resolve) => {
    signal?.addEventListener("abort", () => resolve({ kind: "aborted", stdout: "", stderr: "" }));
  });
}

function refuseField(field: string, { args }: ProcessRequest): ProcessResult | undefined {
  return args.some((arg) => arg.includes(field))
    ? printed(`Field "${field}" is not a valid field to query.\n\n`, 2)
    : undefined;
}
