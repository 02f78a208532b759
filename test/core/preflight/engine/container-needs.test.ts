import { describe, expect, it } from "vitest";
import { containerCheck } from "../../../../src/core/preflight/engine/container-needs.ts";
import type { ContainerNeeds } from "../../../../src/core/preflight/engine/container-needs.ts";
import { engineObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import { fakeContainer } from "../../../world/fake-container.ts";
import type { FakeWorldParts } from "../../../world/fake-world.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const want = (service: string, what: string) => [{ service, what }];
const nothing: ContainerNeeds = { names: [], devices: [], runtimes: [], logDrivers: [] };

async function judge(needs: Partial<ContainerNeeds>, parts: FakeWorldParts = {}) {
  const world = fakeWorld({
    ...parts,
    engine: { info: { runtimes: ["runc"], logDrivers: ["json-file", "journald"] }, ...parts.engine },
  });
  const check = containerCheck({ ...nothing, ...needs }, "shop-demo", engineObserver());
  return check.run(world, world.terminal.interrupted);
}

describe("what the engine would refuse a container for", () => {
  const web = (project: string) => ({
    containers: [fakeContainer({ project, service: "web", name: "web" })],
  });

  it("is a name that another project's container has, which is renamed, not removed", async () => {
    const found = await judge({ names: want("web", "web") }, { engine: web("other") });
    expect(found).toMatchObject([{ id: "container.name-taken", status: "fail" }]);
    expect(found[0]?.title).toContain("another container of the project other");
    expect(found[0]?.fix).not.toMatch(/docker rm\b/u);
  });

  it("is not the name of its own container", async () => {
    expect(await judge({ names: want("web", "web") }, { engine: web("shop-demo") })).toEqual([]);
  });

  it("is a device that is not here, on this machine's engine only", async () => {
    const devices = want("cam", "/dev/video0");
    const found = await judge({ devices });
    expect(found).toMatchObject([{ id: "device.missing", status: "fail", data: { device: "/dev/video0" } }]);
    expect(await judge({ devices }, { files: { "/dev/video0": "" } })).toEqual([]);
    const info = { local: false, runtimes: [] };
    expect(await judge({ devices }, { engine: { info } })).toEqual([]);
  });

  it("is a runtime that the engine does not have: a runtime, not a GPU", async () => {
    const found = await judge({ runtimes: want("app", "runsc") });
    expect(found).toMatchObject([{ id: "runtime.missing", status: "fail", data: { runtime: "runsc" } }]);
    expect(JSON.stringify(found)).not.toMatch(/gpu/iu);
    for (const known of ["runc", "io.containerd.kata.v2", "/usr/bin/crun", "nvidia"])
      expect(await judge({ runtimes: want("app", known) })).toEqual([]);
  });

  it("is a log driver that it has neither built in nor as a plugin", async () => {
    const found = await judge({ logDrivers: want("app", "loki") });
    expect(found).toMatchObject([{ id: "log-driver.missing", status: "fail", data: { driver: "loki" } }]);
    expect(
      await judge({ logDrivers: want("app", "loki") }, { engine: { plugins: ["loki:latest"] } }),
    ).toEqual([]);
    for (const known of ["json-file", "none"])
      expect(await judge({ logDrivers: want("app", known) })).toEqual([]);
  });
});
