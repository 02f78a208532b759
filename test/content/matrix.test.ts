import { describe, expect, test } from "vitest";
import { eleven } from "../program/eleven.ts";
import {
  commandLine,
  environments,
  found,
  gpuLayers,
  namesOf,
  option,
  serviceOf,
  shippedModel,
  stackEnvironments,
} from "./shipped.ts";

const GiB = 1024 ** 3;

const without = (...names: readonly string[]) => eleven.filter((name) => !names.includes(name));
const and = (...names: readonly string[]) => [...eleven, ...names].sort();

const matrix = {
  development: {
    services: eleven,
    replicas: [1, 1, 1],
    utilisation: "0.80",
    memory: 24,
    limits: { postgres: undefined, redis: undefined },
  },
  staging: {
    services: without("nginx"),
    replicas: [2, 2, 1],
    utilisation: "0.85",
    memory: 12,
    limits: { postgres: 2 * GiB, redis: GiB / 2, "multimodal-worker": 4 * GiB, "retrieval-proxy": 2 * GiB },
  },
  production: {
    services: and(
      "prometheus",
      "grafana",
      "postgres-exporter",
      "redis-exporter",
      "node-exporter",
      "gpu-exporter",
    ),
    replicas: [3, 3, 2],
    utilisation: "0.90",
    memory: 20,
    limits: {
      postgres: 4 * GiB,
      redis: GiB,
      "multimodal-worker": 8 * GiB,
      "retrieval-proxy": 4 * GiB,
      litellm: 2 * GiB,
    },
  },
  monitoring: {
    services: and("elasticsearch", "logstash", "kibana", "filebeat"),
    replicas: [1, 1, 1],
    utilisation: "0.80",
    memory: 16,
    limits: {
      postgres: undefined,
      redis: undefined,
      elasticsearch: 4 * GiB,
      logstash: 2 * GiB,
      kibana: 2 * GiB,
      filebeat: GiB / 2,
    },
  },
  optimized: {
    services: without("openwebui", "n8n"),
    replicas: [3, 2, 1],
    utilisation: "0.90",
    memory: 24,
    limits: {
      postgres: 4 * GiB,
      redis: GiB,
      qdrant: 8 * GiB,
      "multimodal-worker": 12 * GiB,
      "retrieval-proxy": 4 * GiB,
      litellm: 2 * GiB,
      nginx: GiB / 2,
    },
  },
} as const;

describe.each(environments)("%s", (environment) => {
  test.each(gpuLayers)("is accepted by docker compose with the GPU layer %s", async (gpuLayer) => {
    const model = await shippedModel(environment, gpuLayer);
    expect(model.services.length).toBeGreaterThan(0);
  });

  test("has volumes of its own: none has a fixed name or belongs to another project", async () => {
    const { volumes } = await shippedModel(environment, "none");
    expect(volumes.filter(({ external, labels }) => external || Object.keys(labels).length > 0)).toEqual([]);
    expect(volumes.filter(({ key, name }) => !name.endsWith(`_${key}`))).toEqual([]);
  });
});

describe.each(stackEnvironments)("the matrix: %s", (environment) => {
  const wanted = matrix[environment];

  test("runs exactly its services", async () => {
    expect(namesOf(await shippedModel(environment, "multi-gpu"))).toEqual(wanted.services);
  });

  test("has its replicas of worker, proxy and LiteLLM", async () => {
    const model = await shippedModel(environment, "multi-gpu");
    const replicas = ["multimodal-worker", "retrieval-proxy", "litellm"].map(
      (name) => serviceOf(model, name).replicas,
    );
    expect(replicas).toEqual(wanted.replicas);
  });

  test.each(gpuLayers)("has its memory limits with the GPU layer %s", async (gpuLayer) => {
    const model = await shippedModel(environment, gpuLayer);
    const limits = Object.fromEntries(
      Object.keys(wanted.limits).map((name) => [name, serviceOf(model, name).memoryLimitBytes]),
    );
    expect(limits).toEqual(wanted.limits);
  });

  test.each([
    ["multi-gpu", "2", 2, 32],
    ["single-gpu", "1", 1, 16],
  ] as const)("gives vLLM its share with %s", async (gpuLayer, tensorParallel, cards, gibibytes) => {
    const vllm = serviceOf(await shippedModel(environment, gpuLayer), "vllm");
    expect(option(vllm, "--gpu-memory-utilization")).toBe(wanted.utilisation);
    expect(option(vllm, "--tensor-parallel-size")).toBe(tensorParallel);
    expect(vllm.gpus.flatMap(({ deviceIds }) => deviceIds)).toHaveLength(cards);
    expect(vllm.memoryLimitBytes).toBe(gibibytes * GiB);
  });

  test("uses multimodal-net and starts again by itself", async () => {
    const { services } = await shippedModel(environment, "multi-gpu");
    expect(services.filter(({ networks }) => networks.join() !== "multimodal-net")).toEqual([]);
    expect(services.filter(({ restart }) => restart !== "unless-stopped")).toEqual([]);
  });

  test("asks for its memory, a GPU and its own env file", () => {
    const definition = found.manifest.environments[environment];
    expect(definition?.memory).toBe(wanted.memory * GiB);
    expect(definition?.gpu).toBe("required");
    expect(definition?.layers).toEqual(["compose/base.yaml", `compose/${environment}.yaml`]);
  });
});

describe("the GPU layers", () => {
  test("with NVLink the cards talk to each other", async () => {
    const variables = {
      STACK_GPU_0: "GPU-a",
      STACK_GPU_1: "GPU-b",
      STACK_NCCL_P2P_DISABLE: "0",
      STACK_CUSTOM_ALL_REDUCE: "--no-disable-custom-all-reduce",
    };
    const vllm = serviceOf(await shippedModel("development", "multi-gpu", variables), "vllm");
    expect(vllm.gpus.flatMap(({ deviceIds }) => deviceIds)).toEqual(["GPU-a", "GPU-b"]);
    expect(vllm.environment["NCCL_P2P_DISABLE"]).toBe("0");
    expect(commandLine(vllm)).not.toContain("--disable-custom-all-reduce");
  });

  test("without NVLink they do not", async () => {
    const vllm = serviceOf(await shippedModel("development", "multi-gpu"), "vllm");
    expect(vllm.environment["NCCL_P2P_DISABLE"]).toBe("1");
    expect(commandLine(vllm)).toContain("--disable-custom-all-reduce");
  });

  test.each(stackEnvironments)("without a GPU layer nothing of %s reserves a card", async (environment) => {
    const { services } = await shippedModel(environment, "none");
    expect(services.filter(({ gpus }) => gpus.length > 0).map(({ name }) => name)).toEqual([]);
  });
});

describe("testing and performance", () => {
  test.each([
    ["testing", "allure", ["target", "test-network"]],
    ["performance", "jmeter", ["target"]],
  ])(
    "%s is %s alone, ends by itself, and joins the target's network",
    async (environment, service, networks) => {
      const model = await shippedModel(environment, "none", {
        STACK_TARGET_NETWORK: "multimodal-staging_multimodal-net",
      });
      expect(namesOf(model)).toEqual([service]);
      expect(serviceOf(model, service)).toMatchObject({ restart: "no", gpus: [], networks });
      expect(model.volumes).toEqual([]);
      expect(model.networks.find(({ key }) => key === "target")).toMatchObject({
        name: "multimodal-staging_multimodal-net",
        external: true,
      });
    },
  );
});
