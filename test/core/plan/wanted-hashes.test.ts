import { describe, expect, test } from "vitest";
import { wantedHashes } from "../../../src/core/plan/wanted-hashes.ts";
import type { WantedHashes } from "../../../src/core/plan/wanted-hashes.ts";
import type { ContainerDetail } from "../../../src/world/engine/container.ts";
import type { ProcessResult } from "../../../src/world/processes/processes.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { exited } from "../../world/fake-processes.ts";
import { fakeWorld } from "../../world/fake-world.ts";

const project = { name: "shop", directory: "/srv/shop", files: [], envFile: undefined, profiles: [] };

const container = (service: string, hash: string, more: Partial<ContainerDetail> = {}): ContainerDetail =>
  fakeContainer({ project: "shop", service, labels: { "com.docker.compose.config-hash": hash }, ...more });

interface Said {
  /** What `config --hash` says. */
  readonly told: ProcessResult;
  /** What `config` says, where it is asked. */
  readonly model?: ProcessResult;
  /** What is said of the model that it is asked of then. */
  readonly acted?: ProcessResult;
}

const refused = exited("", { exitCode: 1, stderr: "no such file" });

interface Asked {
  readonly hashes: WantedHashes;
  /** The calls of Compose's, in order. */
  readonly calls: readonly string[];
  /** What Compose was asked the hashes of, as text; undefined where it was not. */
  readonly model: string | undefined;
}

async function ask({ told, model = refused, acted = refused }: Said, containers: readonly ContainerDetail[]) {
  const calls: string[] = [];
  let sent: string | undefined;
  const says = async (call: string, answer: ProcessResult): Promise<ProcessResult> => {
    calls.push(call);
    return answer;
  };
  const world = fakeWorld({
    compose: {
      configHashes: () => says("hashes", told),
      config: (_project, { interpolate }) => says(interpolate ? "model" : "model as written", model),
      modelHashes: (_project, text) => {
        sent = text;
        return says("hashes of a model", acted);
      },
    },
  });
  const existing = new Map<string, readonly ContainerDetail[]>();
  for (const each of containers) {
    const service = each.labels["com.docker.compose.service"] ?? "";
    existing.set(service, [...(existing.get(service) ?? []), each]);
  }
  const asked = { project: { ...project, variables: {} }, existing };
  const hashes = await wantedHashes(world, asked, new AbortController().signal);
  const answer: Asked = { hashes, calls, model: sent };
  return answer;
}

/** The model as Compose is asked of it, where this one was changed since. */
async function resolved(
  model: Readonly<Record<string, unknown>>,
  containers: readonly ContainerDetail[],
): Promise<unknown> {
  const said = { told: exited("changed new\n"), model: exited(JSON.stringify(model)) };
  const asked = await ask(said, [container("changed", "old"), ...containers]);
  return JSON.parse(asked.model ?? "null");
}

describe("Compose is asked once", () => {
  test("where every container is what it says", async () => {
    const said = { told: exited("app one\ndb two\n") };
    const { hashes, calls } = await ask(said, [container("app", "one"), container("db", "two")]);
    expect(calls).toEqual(["hashes"]);
    expect([...hashes]).toEqual([
      ["app", ["one"]],
      ["db", ["two"]],
    ]);
  });

  test("where a service has no container, or a container has no service any more", async () => {
    const { calls } = await ask({ told: exited("app one\n") }, [container("gone", "old")]);
    expect(calls).toEqual(["hashes"]);
  });

  test("where it cannot say, and then nothing is known", async () => {
    const { hashes, calls } = await ask({ told: refused }, [container("app", "old")]);
    expect(calls).toEqual(["hashes"]);
    expect(hashes.size).toBe(0);
  });
});

describe("where one of several replicas seems to have changed", () => {
  const replicas = [container("app", "one", { id: "1" }), container("app", "old", { id: "2" })];
  const told = exited("app one\ndb two\n");
  const model = exited('{"services":{"app":{}}}');

  test("either hash is one of an unchanged container; of a service of which no second one is told, the first", async () => {
    const { hashes, calls } = await ask({ told, model, acted: exited("app old\n") }, replicas);
    expect(calls).toEqual(["hashes", "model", "hashes of a model"]);
    expect([...hashes]).toEqual([
      ["app", ["one", "old"]],
      ["db", ["two"]],
    ]);
  });

  test.each([
    ["the model cannot be told", { model: refused }, ["hashes", "model"]],
    ["the model is cut short", { model: exited('{"services":') }, ["hashes", "model"]],
    ["the model is none", { model: exited('{"services":{"app":7}}') }, ["hashes", "model"]],
    ["nothing is said of the model", { model, acted: refused }, ["hashes", "model", "hashes of a model"]],
  ])("only the first counts where %s", async (_, said, wanted) => {
    const { hashes, calls } = await ask({ told, ...said }, replicas);
    expect(calls).toEqual(wanted);
    expect(hashes.get("app")).toEqual(["one"]);
  });
});

describe("the model that Compose is asked of", () => {
  const app = container("app", "one", { id: "app-id" });

  test("names by its id the container that another service lives in", async () => {
    const model = {
      services: {
        app: { image: "a" },
        side: { network_mode: "service:app", ipc: "service:app", pid: "service:app", volumes_from: ["app"] },
        logs: { volumes_from: ["app:ro", "container:elsewhere:rw", "container:alone"] },
      },
    };
    expect(await resolved(model, [app])).toEqual({
      services: {
        app: { image: "a" },
        side: {
          network_mode: "container:app-id",
          ipc: "container:app-id",
          pid: "container:app-id",
          volumes_from: ["app-id"],
        },
        logs: { volumes_from: ["app-id", "elsewhere", "alone"] },
      },
    });
  });

  test("names the first of several replicas, by name, in whatever order the engine lists them", async () => {
    const second = container("app", "one", { id: "second", name: "shop-app-2" });
    const first = container("app", "one", { id: "first", name: "shop-app-1" });
    const model = { services: { app: {}, side: { pid: "service:app" } } };
    const wanted = { services: { app: {}, side: { pid: "container:first" } } };
    expect(await resolved(model, [second, first])).toEqual(wanted);
    expect(await resolved(model, [first, second])).toEqual(wanted);
  });

  test("is as it is written where no container is to be found, and where none is shared", async () => {
    const model = {
      services: {
        app: { network_mode: "host", ipc: "shareable", pid: "container:other" },
        side: { network_mode: "service:app", volumes_from: ["app:ro"] },
      },
    };
    expect(await resolved(model, [])).toEqual(model);
  });

  test("depends on nothing of a profile that is off; what is optional and there stays", async () => {
    const on = { condition: "service_started", required: true };
    const optional = { condition: "service_started", required: false };
    const model = {
      services: {
        db: {},
        app: { depends_on: { db: optional, debugger: optional } },
        late: { depends_on: { app: on, debugger: optional } },
        lonely: { depends_on: { debugger: optional } },
      },
    };
    expect(await resolved(model, [])).toEqual({
      services: {
        db: {},
        app: { depends_on: { db: optional } },
        late: { depends_on: { app: on } },
        lonely: {},
      },
    });
  });

  test("has everything else as Compose wrote it", async () => {
    const model = {
      name: "shop",
      services: { app: { image: "a", environment: { PRICE: "5$$" }, networks: { default: null } } },
      networks: { default: { name: "shop_default" } },
      "x-more": [1],
    };
    expect(await resolved(model, [app])).toEqual(model);
  });
});
