import { describe, expect, it } from "vitest";
import { takeDown } from "../../../src/core/stop/take-down.ts";
import type { DownStep } from "../../../src/core/stop/take-down.ts";
import { findOwnProject } from "../../../src/core/ownership/running-project.ts";
import type { FakeContainer } from "../../world/fake-container.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import type { FakeWorld } from "../../world/fake-world.ts";
import type { FakeEngineParts } from "../../world/fake-engine.ts";
import { network, volume } from "../ownership/things.ts";

const folder = "/home/ann/project";

function container(service: string, dependsOn: string, change: Partial<FakeContainer> = {}) {
  return fakeContainer({
    project: "shop-dev",
    service,
    state: "running",
    labels: {
      "com.docker.compose.depends_on": dependsOn,
      "com.docker.compose.project.working_dir": folder,
    },
    networks: [{ id: "default-id", name: "shop-dev_default", address: "172.20.0.2" }],
    ...change,
  });
}

const shop = [
  container("web", "api:service_started:false", { image: "nginx:1" }),
  container("api", "db:service_healthy:false"),
  container("db", "", { image: "postgres:17", mounts: [mounted("shop-dev_data")] }),
];

function mounted(name: string) {
  return { type: "volume", name, source: "", destination: "/data" };
}

async function down(world: FakeWorld, change: { rehearsal?: boolean; graceSeconds?: number } = {}) {
  const rehearsal = change.rehearsal ?? false;
  const running = {
    environment: "dev",
    project: "shop-dev",
    rehearsal,
    folder,
    directories: [],
    containers: [],
  };
  const own = await findOwnProject(world, running);
  if (own.kind === "failed") throw new Error(own.error[0]?.message);
  const steps: DownStep[] = [];
  const answer = await takeDown(world, own.value, {
    tell: (step) => steps.push(step),
    graceSeconds: change.graceSeconds,
    signal: world.terminal.interrupted,
  });
  return { ...answer, steps };
}

function worldWith(parts: FakeEngineParts = {}) {
  const volumes = [volume("data")];
  return fakeWorld({ engine: { containers: shop, networks: [network("default")], volumes, ...parts } });
}

describe("taking a project down", () => {
  it("stops who needs others first, drains, ends the database well, and keeps data", async () => {
    const world = worldWith();
    expect(await down(world)).toMatchObject({ ended: "down", failed: 0 });
    expect(world.engine.calls).toEqual([
      "stop web-id SIGQUIT",
      "stop api-id",
      "stop db-id SIGINT",
      "remove web-id",
      "remove api-id",
      "remove db-id",
      "remove-network default-id",
    ]);
  });

  it("runs what its files say is run before a service is stopped, as the service was started", async () => {
    const asked: unknown[] = [];
    const hook = {
      command: ["sync"],
      user: "root",
      privileged: true,
      workingDirectory: "/d",
      environment: {},
    };
    const failing = { command: ["drain"], privileged: false, environment: { QUEUE: "mail" } };
    const world = worldWith({
      exec: {
        api: (request) => {
          asked.push([request, world.engine.calls.at(-1)]);
          const exitCode = request.command[0] === "drain" ? 3 : 0;
          return { kind: "exited", exitCode, stdout: "", stderr: exitCode === 0 ? "" : "no such queue\n" };
        },
      },
    });
    const started = { schema: 1, gpu: "none", profiles: [], extraFiles: [], set: {} };
    const text = JSON.stringify({ ...started, preStop: { api: [failing, hook] } });
    world.files.put(`${folder}/.stack/starts/shop-dev.json`, text);
    const { steps } = await down(world);
    expect(asked).toEqual([
      [expect.objectContaining({ containerId: "api-id", ...failing }), "stop web-id SIGQUIT"],
      [expect.objectContaining({ containerId: "api-id", ...hook }), "stop web-id SIGQUIT"],
    ]);
    expect(steps).toContainEqual({
      kind: "hook-failed",
      service: "api",
      message: "pre_stop: drain: it ended with 3: no such queue",
    });
    expect(world.engine.calls).toContain("stop api-id");
  });

  it("gives every service the grace that was asked for instead of its own", async () => {
    const world = worldWith();
    await down(world, { graceSeconds: 3 });
    expect(world.engine.calls).toContain("stop api-id 3");
  });

  it("says who had to be killed, and not of one that was asked to end by SIGKILL", async () => {
    const killed = container("worker", "", { stopSignal: "SIGKILL" });
    const world = worldWith({ containers: [...shop, killed], stopsWith: { api: 137, worker: 137 } });
    const { steps } = await down(world);
    const forced = steps.flatMap((step) => (step.kind === "stopped" && step.forced ? [step.service] : []));
    expect(forced).toEqual(["api"]);
  });

  it("wakes a paused service, which could not hear the signal", async () => {
    const world = worldWith({ containers: [container("api", "", { state: "paused" })] });
    await down(world);
    expect(world.engine.calls).toEqual([
      "unpause api-id",
      "stop api-id",
      "remove api-id",
      "remove-network default-id",
    ]);
  });

  it("removes a rehearsal's volumes with it, and uses no signal that its stand-ins do not know", async () => {
    const world = worldWith();
    await down(world, { rehearsal: true });
    expect(world.engine.calls).toContain("stop web-id");
    expect(world.engine.calls).toContain("remove-volume shop-dev_data");
  });

  it("leaves alone what bears its label and is not its own, and a network that a stranger uses", async () => {
    const thief = fakeContainer({
      project: "shop-dev",
      service: "",
      id: "thief-id",
      name: "postgres-prod",
      state: "running",
    });
    const guest = container("x", "", {
      id: "guest-id",
      name: "guest",
      labels: { "com.docker.compose.project": "other" },
    });
    const world = worldWith({ containers: [...shop, thief, guest] });
    const { steps } = await down(world);
    expect(world.engine.calls.filter((call) => /thief|guest|network/u.test(call))).toEqual([]);
    const left = steps.flatMap((step) =>
      step.kind === "left" ? [[step.thing.name, step.thing.why.kind]] : [],
    );
    expect(left).toEqual([
      ["shop-dev_default", "in-use"],
      ["postgres-prod", "not-made-by-compose"],
    ]);
  });

  it("interrupted, stops nothing more and removes nothing", async () => {
    const world: FakeWorld = worldWith({ onStop: () => world.terminal.interrupt("SIGINT") });
    expect(await down(world)).toMatchObject({ ended: "interrupted" });
    expect(world.engine.calls).toEqual(["stop web-id SIGQUIT"]);
  });

  it("is refused for a project that another folder started, which is named", async () => {
    const elsewhere = shop.map((each) => ({
      ...each,
      labels: { ...each.labels, "com.docker.compose.project.working_dir": "/srv/other" },
    }));
    const world = worldWith({ containers: elsewhere });
    await expect(down(world)).rejects.toThrow("started from another folder: /srv/other");
    expect(world.engine.calls).toEqual([]);
  });
});
