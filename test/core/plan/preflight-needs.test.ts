import { describe, expect, it } from "vitest";
import { needsWithoutModel, preflightNeeds } from "../../../src/core/plan/preflight-needs.ts";
import { card, decide, link } from "../preflight/gpu/gpu-card.ts";
import { folder, preparedFrom } from "./prepared-from.ts";
import type { PreparedParts } from "./prepared-from.ts";

const pair = decide({ gpus: [card(0), card(1)], links: [link(0, 1, "NV4")] });
const gib = 1024 ** 3;

async function needsOf(parts: PreparedParts, project = "shop-demo") {
  return preflightNeeds(await preparedFrom(parts), project);
}

function onCards(...ids: readonly string[]) {
  const devices = [{ driver: "nvidia", device_ids: ids, capabilities: ["gpu"] }];
  return { deploy: { resources: { reservations: { devices } } } };
}

describe("what a start asks of memory and disk", () => {
  const services = { api: { image: "api:1" }, db: { image: "postgres:17" } };
  const environment = { memory: "24GiB", disk: "60GiB" };

  it("is what the manifest says, for the whole", async () => {
    expect(await needsOf({ services, environment })).toMatchObject({
      memoryBytes: 24 * gib,
      diskBytes: 60 * gib,
    });
  });

  it("is not known of a part, but for the disk's emergency reserve", async () => {
    const part = await needsOf({ services, environment, only: ["db"] });
    expect(part).toMatchObject({ memoryBytes: undefined, diskBytes: 0, images: ["postgres:17"] });
  });

  it("is looked at where the manifest says nothing: a full disk stops any start", async () => {
    expect(await needsOf({ services })).toMatchObject({ memoryBytes: undefined, diskBytes: 0 });
  });

  it("counts images that are pulled, once each, and none that are built here", async () => {
    const built = { image: "own:dev", build: { context: "." } };
    const { images } = await needsOf({ services: { ...services, second: { image: "api:1" }, built } });
    expect(images).toEqual(["api:1", "postgres:17"]);
  });
});

describe("what a start asks of volumes", () => {
  const services = {
    db: { image: "postgres:17", volumes: [{ type: "volume", source: "data", target: "/d" }] },
  };
  const volumes = { data: { name: "shop-demo_data" }, other: { name: "shop-demo_other" } };

  it("are those that its services mount", async () => {
    expect((await needsOf({ services, volumes })).volumes).toMatchObject([{ name: "shop-demo_data" }]);
  });

  it("are none in a rehearsal, which has its own", async () => {
    expect((await needsOf({ services, volumes }, "shop-demo-rehearsal")).volumes).toEqual([]);
  });
});

describe("what a start asks of files", () => {
  const bind = (source: string, target: string, create = true) => ({
    type: "bind",
    source: `${folder}/${source}`,
    target,
    bind: { create_host_path: create },
  });

  it("are what services mount, with the container's user where it is known", async () => {
    const { files } = await needsOf({
      services: {
        web: {
          image: "nginx:1.30-alpine",
          user: "101:101",
          volumes: [bind("nginx.conf", "/etc/nginx.conf")],
        },
        db: { image: "postgres:17", volumes: [bind("init", "/docker-entrypoint-initdb.d", false)] },
        own: { image: "own:1", user: "app", volumes: [bind("data", "/data")] },
      },
    });
    expect(files.map(({ service, userId, createsSource }) => [service, userId, createsSource])).toEqual([
      ["web", 101, true],
      ["db", 0, false],
      ["own", undefined, true],
    ]);
  });

  it("are its secrets and configs, less what a start writes itself", async () => {
    const { files } = await needsOf({
      services: { api: { secrets: [{ source: "made" }, { source: "own" }], configs: [{ source: "c" }] } },
      secrets: {
        made: { file: `${folder}/secrets/demo/made` },
        own: { file: `${folder}/licence.pem` },
      },
      configs: { c: { file: `${folder}/api.toml` } },
    });
    expect(files.map(({ path, kind, target }) => [path, kind, target])).toEqual([
      [`${folder}/licence.pem`, "file", "/run/secrets/own"],
      [`${folder}/api.toml`, "file", "/c"],
    ]);
  });
});

describe("what a test run asks of files", () => {
  const parts = {
    services: { runner: { secrets: [{ source: "key" }, { source: "own" }] } },
    secrets: { key: { file: `${folder}/secrets/live/key` }, own: { file: `${folder}/licence.pem` } },
  };
  const pathsOf = async (environment: Readonly<Record<string, unknown>>) =>
    (await needsOf({ ...parts, environment })).files.map(({ path }) => path);

  it("are not the secrets of what it tests, which come with the target", async () => {
    expect(await pathsOf({ tests: { results: "results" } })).toEqual([`${folder}/licence.pem`]);
  });

  it("are another environment's secrets, where it tests nothing", async () => {
    expect(await pathsOf({})).toEqual([`${folder}/secrets/live/key`, `${folder}/licence.pem`]);
  });
});

describe("what a start asks of models", () => {
  const cache = { type: "bind", source: "/models", target: "/root/.cache/huggingface" };

  it("is told by the command line and the environment of whoever loads them", async () => {
    const { models, files } = await needsOf({
      services: {
        llm: {
          image: "vllm/vllm-openai:v0.27.1",
          entrypoint: ["sh", "-c", "--", "vllm", "serve", "Qwen/Qwen3-32B-AWQ", "--port", "8000"],
          volumes: [cache],
        },
        embed: { environment: { INFINITY_MODEL_ID: "BAAI/bge-m3;openai/clip-vit-base-patch32" } },
        tgi: { command: ["--model-id=meta-llama/Llama-3.1-8B-Instruct"], environment: { HF_TOKEN: "" } },
        local: { command: ["vllm", "serve", "/models/own"] },
      },
    });
    expect(models.map(({ name, directory, gated }) => [name, directory, gated])).toEqual([
      ["Qwen/Qwen3-32B-AWQ", "/models", false],
      ["BAAI/bge-m3", undefined, false],
      ["openai/clip-vit-base-patch32", undefined, false],
      ["meta-llama/Llama-3.1-8B-Instruct", undefined, true],
    ]);
    expect(models.map(({ sizeBytes }) => Math.round((sizeBytes ?? 0) / 1e9))).toEqual([18, 0, 0, 18]);
    expect(files).toEqual([]);
  });

  it("has its token where the environment has one, under either name", async () => {
    const command = ["--model", "google/gemma-3-12b-it"];
    const { models } = await needsOf({
      services: {
        without: { command },
        one: { command, environment: { HF_TOKEN: "hf_x" } },
        other: { command, environment: { HUGGING_FACE_HUB_TOKEN: "hf_x" } },
      },
    });
    expect(models.map(({ hasToken }) => hasToken)).toEqual([false, true, true]);
  });

  it("has its token where the manifest hands one on as a file, and a person has brought it", async () => {
    const command = ["--model", "google/gemma-3-12b-it"];
    const prepared = await preparedFrom({
      services: { llm: { command }, other: { command } },
      specs: { HF_TOKEN: { kind: "text", file: "hf_token", services: ["llm"] } },
    });
    const tokens = (secrets: typeof prepared.secrets) =>
      preflightNeeds({ ...prepared, secrets }, "shop-demo").models.map(({ hasToken }) => hasToken);
    expect(tokens([])).toEqual([false, false]);
    expect(tokens([{ name: "HF_TOKEN", state: "present" }])).toEqual([true, false]);
  });
});

describe("what a start asks of the shell", () => {
  it("is every variable that the layers or the secrets use", async () => {
    const { shell } = await needsOf({
      services: { api: {} },
      layers: [
        `services:
  api:
    image: \${IMAGE:-api:\${TAG:-1}}
    command: [run, $PLAIN, "$$NOT_ONE"]
    environment: [HANDED_THROUGH, SET=1]
`,
        `services: { api: { environment: { ALSO: null, GIVEN: x } } }`,
      ],
      specs: { DB_PASSWORD: { kind: "password" } },
    });
    expect(shell).toEqual({
      variables: ["IMAGE", "TAG", "PLAIN", "HANDED_THROUGH", "ALSO", "DB_PASSWORD"],
      envFile: ".env.demo",
    });
  });
});

describe("what the env files make of the files", () => {
  it("is what they use, what is read, and which profiles are off", async () => {
    const { settings } = await needsOf({
      services: {},
      layers: [
        "services: { a: { image: 'x:${TAG}', profiles: [ui, gpu] }, b: { image: y, profiles: [ui] } }",
      ],
    });
    expect(settings).toMatchObject({
      services: 0,
      profiles: ["ui", "gpu"],
      variables: ["TAG"],
      envFile: ".env.demo",
      read: [`${folder}/.env.demo`],
      beside: [{ path: `${folder}/.env`, written: ".env" }],
    });
  });
});

describe("who maps files into memory", () => {
  const settings = {
    type: "bind",
    source: `${folder}/es.yml`,
    target: "/usr/share/elasticsearch/config/elasticsearch.yml",
  };

  it("is Elasticsearch, unless it is told not to; its settings' file is looked into by the check", async () => {
    const { fileMappers } = await needsOf({
      services: {
        search: { image: "docker.elastic.co/elasticsearch/elasticsearch:9.5.2", volumes: [settings] },
        quiet: { image: "elasticsearch:9.5.2", environment: { "node.store.allow_mmap": "false" } },
        exporter: { image: "elasticsearch-exporter:1" },
      },
    });
    expect(fileMappers).toEqual([
      { service: "search", settingsFile: `${folder}/es.yml`, isSingleNode: false },
    ]);
  });

  it.each([
    [{ environment: { "discovery.type": "single-node" } }, true],
    [{ command: ["elasticsearch", "-Ediscovery.type=single-node"] }, true],
    [{ environment: { "discovery.seed_hosts": "other" } }, false],
    [
      {
        environment: {
          "discovery.type": "single-node",
          ES_JAVA_OPTS: "-Des.enforce.bootstrap.checks=true",
        },
      },
      false,
    ],
  ])("stands alone where it is told so: %j", async (more, isSingleNode) => {
    const search = { image: "elasticsearch:9.5.2", ...more };
    const { fileMappers } = await needsOf({ services: { search } });
    expect(fileMappers).toMatchObject([{ service: "search", isSingleNode }]);
  });
});

describe("what a start asks of GPUs", () => {
  const environment = { gpu: "required" };
  const layers = ["services: { embed: { x-stack: { vram: { per-gpu: 3GiB } } } }"];
  const vllm = { image: "vllm/vllm-openai:v0.27.1", ...onCards("GPU-0", "GPU-1") };

  it("is a part of each card where the model server says so, and else what x-stack declares", async () => {
    const { gpu } = await needsOf({
      services: {
        llm: { ...vllm, command: ["--gpu-memory-utilization", "0.50"] },
        embed: { image: "embed:1", ...onCards("GPU-1"), deploy: { ...onCards("GPU-1").deploy, replicas: 2 } },
      },
      layers,
      environment,
      gpu: decide({ gpus: [card(0), card(1, { memoryTotalMiB: 49_152 })], links: [] }),
    });
    expect(gpu.shares).toEqual([
      { service: "llm", perGpuMiB: 12_288, gpus: [0], containers: 1 },
      { service: "llm", perGpuMiB: 24_576, gpus: [1], containers: 1 },
      { service: "embed", perGpuMiB: 3_072, gpus: [1], containers: 2 },
    ]);
    expect(gpu.images.map(({ service }) => service)).toEqual(["llm", "embed"]);
  });

  it.each([
    ["devices", onCards("GPU-0"), ["driver"]],
    ["gpus: all", { gpus: [{ count: -1 }] }, ["driver"]],
    ["the runtime", { runtime: "nvidia" }, ["runtime"]],
    [
      "the runtime, for one card",
      { runtime: "nvidia", environment: { NVIDIA_VISIBLE_DEVICES: "1" } },
      ["runtime"],
    ],
    [
      "a device by name",
      { devices: [{ source: "nvidia.com/gpu=all", target: "nvidia.com/gpu=all" }] },
      ["cdi"],
    ],
    [
      "a reserved device by name",
      {
        deploy: {
          resources: {
            reservations: {
              devices: [{ driver: "cdi", device_ids: ["nvidia.com/gpu=0"], capabilities: ["gpu"] }],
            },
          },
        },
      },
      ["cdi"],
    ],
  ])(
    "is required by a service that asks for one by %s, whatever the manifest says",
    async (_way, asking, ways) => {
      for (const gpu of ["none", "optional", "required"]) {
        const needs = await needsOf({
          services: { asr: { image: "asr:1", ...asking }, db: {} },
          environment: { gpu },
          gpu: pair,
        });
        expect(needs.gpu).toMatchObject({ need: "required", ways });
        expect(needs.gpu.images.map(({ service }) => service)).toEqual(["asr"]);
      }
    },
  );

  it.each([
    ["no card for the runtime", { runtime: "nvidia", environment: { NVIDIA_VISIBLE_DEVICES: "void" } }],
    ["another runtime", { runtime: "runsc" }],
    ["another maker's device", { devices: [{ source: "amd.com/gpu=0", target: "amd.com/gpu=0" }] }],
    ["a card of another driver", { gpus: [{ driver: "acme", count: 1, capabilities: ["gpu"] }] }],
    ["a plain device", { devices: ["/dev/ttyUSB0:/dev/ttyUSB0"] }],
    ["a slice of a card", onCards("MIG-5c89852c-d268-c3f3-1b07-005d5ae1dc3f")],
    ["a slice by name", { devices: [{ source: "nvidia.com/mig=0:1", target: "nvidia.com/mig=0:1" }] }],
    ["none of its containers", { ...onCards("GPU-0"), deploy: { ...onCards("GPU-0").deploy, replicas: 0 } }],
  ])("is none for a service with %s", async (_what, written) => {
    expect((await needsOf({ services: { app: written }, gpu: pair })).gpu.need).toBe("none");
  });

  it("is not required where every card is split, and the manifest says nothing of whole ones", async () => {
    const services = { app: { image: "app:1", gpus: [{ count: 1 }] } };
    const gpu = decide({ gpus: [card(0, { mig: true })] });
    expect((await needsOf({ services, gpu })).gpu.need).toBe("optional");
    expect((await needsOf({ services, environment, gpu })).gpu.need).toBe("required");
  });

  it("is not required by an optional service alone", async () => {
    const layers = ["services: { exporter: { x-stack: { optional: true } } }"];
    const needs = await needsOf({ services: { exporter: onCards("GPU-0") }, layers, gpu: pair });
    expect(needs.gpu.need).toBe("optional");
  });

  it("is nine tenths for a vLLM that does not say, which is what it takes", async () => {
    const { gpu } = await needsOf({ services: { llm: vllm }, environment, gpu: pair });
    expect(gpu.shares.map(({ perGpuMiB }) => perGpuMiB)).toEqual([22_118, 22_118]);
  });

  it("is none for a part of the environment that uses none", async () => {
    const services = { llm: { image: "llm:1" }, db: { image: "postgres:17" } };
    const marked = ["services: { llm: { x-stack: { vram: { per-gpu: 3GiB } } } }"];
    const none = decide({ error: { code: "no-devices", message: "", fix: "" } });
    const parts = { services, layers: marked, environment, gpu: none };
    expect((await needsOf({ ...parts, only: ["db"] })).gpu.need).toBe("optional");
    expect((await needsOf({ ...parts, only: ["llm"] })).gpu.need).toBe("required");
    expect((await needsOf(parts)).gpu.need).toBe("required");
  });
});

describe("what is known without a model", () => {
  it("is what the manifest says", async () => {
    const { environment } = await preparedFrom({
      services: {},
      environment: { memory: "2GiB", gpu: "required" },
    });
    const about = { project: "shop-demo", envFile: ".env.demo", gpu: pair };
    expect(needsWithoutModel(environment.definition, about)).toMatchObject({
      memoryBytes: 2 * gib,
      diskBytes: 0,
      images: [],
      gpu: { need: "required" },
    });
  });
});
