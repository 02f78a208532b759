import { describe, expect, test } from "vitest";
import { findOwnProject } from "../../../../src/core/ownership/running-project.ts";
import { launchWords } from "../../../../src/core/report/words/launch-words.ts";
import { changedSinceStart, consumersOf } from "../../../../src/features/secrets/rotate/consumers.ts";
import type { RotationContext } from "../../../../src/features/secrets/rotate/rotation.ts";
import { folder, preparedFrom } from "../../../core/plan/prepared-from.ts";
import { fakeContainer } from "../../../world/fake-container.ts";
import { exited } from "../../../world/fake-processes.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const services = {
  app: { image: "a", environment: { KEY: "x" } },
  side: { image: "a", network_mode: "service:app" },
  inner: { image: "a", pid: "service:side" },
  late: { image: "a", depends_on: { app: { condition: "service_started" } } },
};

/** An environment whose `app` has KEY in its environment; these run with another configuration than the files say. */
async function contextWith(changed: readonly string[]): Promise<RotationContext> {
  const prepared = await preparedFrom({
    services,
    layers: ["services: { app: { environment: { KEY: '${KEY}' } } }"],
    specs: { KEY: { kind: "hex" } },
  });
  const { project } = prepared.environment;
  const names = Object.keys(services);
  const containers = names.map((service) => {
    const hash = changed.includes(service) ? "another" : `hash-of-${service}`;
    const labels = { "com.docker.compose.config-hash": hash };
    return fakeContainer({ project: project.name, service, state: "running", labels });
  });
  const world = fakeWorld({
    compose: {
      configHashes: async () => exited(names.map((name) => `${name} hash-of-${name}\n`).join("")),
      config: async () => exited("", { exitCode: 1 }),
    },
    engine: { containers },
  });
  const running = { environment: "demo", project: project.name, rehearsal: false, folder, directories: [] };
  const own = await findOwnProject(world, { ...running, containers: [] });
  if (own.kind === "failed") throw new Error(JSON.stringify(own.error));
  const words = launchWords({ environment: "demo", rehearsal: false });
  const tell = (): void => undefined;
  return { world, prepared, own: own.value, project, tell, words, timeoutMs: undefined };
}

describe("whoever lives in the container of a service that uses a secret", () => {
  test("stops and starts with it", async () => {
    const consumers = consumersOf(await contextWith([]), { accepts: async () => "unknown" });
    expect(consumers.usersOf("KEY")).toEqual(["app", "side", "inner"]);
  });

  test("is not made anew with more than a new secret", async () => {
    expect(await changedSinceStart(await contextWith(["inner", "late"]), [])).toEqual(["inner"]);
    expect(await changedSinceStart(await contextWith([]), ["KEY"])).toEqual([]);
  });
});
