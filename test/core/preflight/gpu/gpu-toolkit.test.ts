import { describe, expect, it } from "vitest";
import { engineObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import { gpuToolkitCheck } from "../../../../src/core/preflight/gpu/gpu-toolkit.ts";
import type { GpuWay } from "../../../../src/core/preflight/gpu/gpu-toolkit.ts";
import type { Engine, EngineInfo } from "../../../../src/world/engine/engine.ts";
import { answering } from "../storage/engine-info.ts";
import { partly, stubFiles, stubWorld } from "./stub-world.ts";

async function look(engine: Partial<EngineInfo>, files: Readonly<Record<string, string>> = {}) {
  const world = stubWorld({
    engine: partly<Engine>("engine", { ping: async () => answering(engine) }),
    files: stubFiles(files),
  });
  const [finding] = await gpuToolkitCheck(engineObserver()).run(world, new AbortController().signal);
  return finding;
}

describe("GPU access of containers", () => {
  it("is well with the runtime, or with device files", async () => {
    expect(await look({ runtimes: ["runc", "nvidia"] })).toMatchObject({ status: "pass" });
    const files = { "/etc/cdi/nvidia.yaml": "cdiVersion: 0.6.0" };
    const cdi = { cdiDirectories: ["/etc/cdi"] };
    expect(await look({ ...cdi, version: "29.1.0" }, files)).toMatchObject({ status: "pass" });
    // Before 29 such files serve only `devices: nvidia.com/gpu=…`, not `driver: nvidia`.
    expect(await look({ ...cdi, version: "28.5.1" }, files)).toMatchObject({ status: "fail" });
  });

  it("is impossible without the toolkit", async () => {
    const finding = await look({ cdiDirectories: ["/etc/cdi"] }, { "/etc/cdi/other.yaml": "" });
    expect(finding).toMatchObject({ id: "gpu.toolkit-missing", status: "fail" });
  });

  it("needs the engine to be configured", async () => {
    const finding = await look({}, { "/usr/bin/nvidia-ctk": "" });
    expect(finding).toMatchObject({ id: "gpu.toolkit-not-configured", status: "fail" });
    expect(finding?.fix).toContain("nvidia-ctk runtime configure --runtime=docker");
  });

  it("may work already where the hook is there", async () => {
    const finding = await look({}, { "/usr/bin/nvidia-container-runtime-hook": "" });
    expect(finding).toMatchObject({ id: "gpu.toolkit-not-configured", status: "warn" });
  });

  it("is not known of another machine's engine that names no runtime", async () => {
    expect(await look({ local: false })).toMatchObject({ status: "skip" });
  });
});

describe("GPU access in the way a service asks for it", () => {
  async function ways(
    asked: readonly GpuWay[],
    engine: Partial<EngineInfo>,
    files: Readonly<Record<string, string>> = {},
  ) {
    const world = stubWorld({
      engine: partly<Engine>("engine", { ping: async () => answering(engine) }),
      files: stubFiles(files),
    });
    const [finding] = await gpuToolkitCheck(engineObserver(), asked).run(world, new AbortController().signal);
    return finding;
  }
  const cdi = { cdiDirectories: ["/etc/cdi"], version: "29.1.0" };
  const described = { "/etc/cdi/nvidia.yaml": "cdiVersion: 0.6.0", "/usr/bin/nvidia-ctk": "" };

  it("by the runtime needs the runtime, for which neither hook nor device files will do", async () => {
    expect(await ways(["runtime"], { runtimes: ["runc", "nvidia"] })).toMatchObject({ status: "pass" });
    expect(await ways(["runtime"], cdi, described)).toMatchObject({ status: "fail" });
    const hook = { "/usr/bin/nvidia-container-runtime-hook": "" };
    expect(await ways(["runtime"], {}, hook)).toMatchObject({
      id: "gpu.toolkit-not-configured",
      status: "fail",
    });
    expect(await ways(["runtime"], {})).toMatchObject({ id: "gpu.toolkit-missing", status: "fail" });
  });

  it("by name needs the files that describe the devices", async () => {
    expect(await ways(["cdi"], cdi, described)).toMatchObject({ status: "pass" });
    const without = await ways(["cdi"], { ...cdi, runtimes: ["runc", "nvidia"] });
    expect(without).toMatchObject({ id: "gpu.toolkit-not-configured", status: "fail" });
    expect(without?.fix).toContain("nvidia-ctk cdi generate");
    const off = await ways(["cdi"], { runtimes: ["runc", "nvidia"], cdiDirectories: [] });
    expect(off?.fix).toContain('"cdi": true');
  });

  it("of a rootless engine is set up in its user's own settings", async () => {
    const ctk = { "/usr/bin/nvidia-ctk": "" };
    for (const finding of [
      await ways(["driver"], { rootless: true }, ctk),
      await ways(["driver"], { rootless: true }),
    ]) {
      expect(finding?.fix).toContain("--config=$HOME/.config/docker/daemon.json");
      expect(finding?.fix).toContain("systemctl --user restart docker");
      expect(finding?.fix).toContain("no-cgroups");
      expect(finding?.fix).not.toContain("sudo systemctl");
    }
  });
});
