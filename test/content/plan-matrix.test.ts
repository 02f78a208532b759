import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { fakeNvidiaSmi } from "../program/fake-nvidia-smi.ts";
import { runProgram } from "../program/run-program.ts";

/** Every environment on every kind of box, as \`stack plan --json\` has it: the table of the README, cell by cell. */

const GiB = 1024 ** 3;

const boxes = {
  "two GPUs joined by NVLink": { recorded: "dual-3090-nvlink", layer: "multi-gpu", cards: [0, 1], p2p: true },
  "two GPUs without NVLink": {
    recorded: "dual-3090-pcie-phb",
    layer: "multi-gpu",
    cards: [0, 1],
    p2p: false,
  },
  "one GPU": { recorded: "single-3090", layer: "single-gpu", cards: [0], p2p: false },
  "no GPU": { recorded: "no-devices", layer: undefined, cards: [], p2p: false },
} as const;

const eleven =
  "litellm minio multimodal-worker n8n nginx openwebui postgres qdrant redis retrieval-proxy vllm".split(" ");
const exporters = ["gpu-exporter", "node-exporter", "postgres-exporter", "redis-exporter"];
const elastic = ["elasticsearch", "filebeat", "kibana", "logstash"];

interface Wanted {
  readonly services: readonly string[];
  /** Worker, proxy, LiteLLM. */
  readonly replicas: readonly [number, number, number];
  /** PostgreSQL, Redis; null is none. */
  readonly limits: readonly [number | null, number | null];
  readonly utilisation: string;
  readonly memory: number;
  /** The worker has the last card. */
  readonly workerOnGpu: boolean;
  /** Keys of the volumes it has besides those of base. */
  readonly volumes: readonly string[];
}

/** Of everyone's: the data of the stores, the caches of the model servers, and what the pages keep. */
const baseVolumes =
  "minio-data multimodal-worker-cache postgres-17-data qdrant-1.17-data qdrant-1.17-snapshots redis-7-data retrieval-proxy-inputs vllm-cache".split(
    " ",
  );
const pages = ["n8n-data", "openwebui-data"];

const matrix: Readonly<Record<string, Wanted>> = {
  development: {
    services: eleven,
    replicas: [1, 1, 1],
    limits: [null, null],
    utilisation: "0.80",
    memory: 24,
    workerOnGpu: true,
    volumes: pages,
  },
  staging: {
    services: eleven.filter((name) => name !== "nginx"),
    replicas: [2, 2, 1],
    limits: [2 * GiB, GiB / 2],
    utilisation: "0.85",
    memory: 12,
    workerOnGpu: false,
    volumes: pages,
  },
  production: {
    services: [...eleven, ...exporters, "prometheus", "grafana"],
    replicas: [3, 3, 2],
    limits: [4 * GiB, GiB],
    utilisation: "0.90",
    memory: 20,
    workerOnGpu: false,
    volumes: [...pages, "grafana-data", "prometheus-data"],
  },
  monitoring: {
    services: [...eleven, ...elastic],
    replicas: [1, 1, 1],
    limits: [null, null],
    utilisation: "0.80",
    memory: 16,
    workerOnGpu: true,
    volumes: [...pages, "elasticsearch-9-data", "filebeat-9-data", "kibana-9-data"],
  },
  optimized: {
    services: eleven.filter((name) => name !== "openwebui" && name !== "n8n"),
    replicas: [3, 2, 1],
    limits: [4 * GiB, GiB],
    utilisation: "0.90",
    memory: 24,
    workerOnGpu: false,
    volumes: [],
  },
};

const tests = {
  testing: {
    service: "allure",
    networks: ["target", "test-network"],
    memory: 2,
    check: { intervalMs: 10_000, startIntervalMs: 1_000 },
  },
  // it serves nothing, so there is nothing to check but its end
  performance: { service: "jmeter", networks: ["target"], memory: 4, check: null },
} as const;

const folder = mkdtempSync(join(tmpdir(), "stack-plan-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** In an empty folder, where nothing but the shipped files counts. */
async function plan(environment: string, path: string, ...more: readonly string[]) {
  const { exitCode, stdout, stderr } = await runProgram({
    words: ["plan", environment, "--json", ...more],
    directory: folder,
    environment: { PATH: path },
  });
  const document = planSchema.safeParse(JSON.parse(stdout === "" ? "null" : stdout));
  if (!document.success) throw new Error(`${document.error.message}\n${stdout}${stderr}`);
  return { exitCode, plan: document.data };
}

type Planned = Awaited<ReturnType<typeof plan>>;

describe.each(Object.entries(boxes))("on a box with %s", (_name, box) => {
  const planned = new Map<string, Planned>();
  const of = (environment: string): Planned => {
    const found = planned.get(environment);
    if (found === undefined) throw new Error(`${environment} was not planned`);
    return found;
  };
  const serviceOf = (environment: string, name: string) => {
    const found = of(environment).plan.services.find((service) => service.name === name);
    if (found === undefined) throw new Error(`${environment} has no ${name}`);
    return found;
  };

  beforeAll(async () => {
    const path = fakeNvidiaSmi(folder, box.recorded);
    const names = [...Object.keys(matrix), ...Object.keys(tests)];
    const plans = await Promise.all(names.map(async (name) => [name, await plan(name, path)] as const));
    for (const [name, one] of plans) planned.set(name, one);
  });

  describe.each(Object.entries(matrix))("%s", (environment, wanted) => {
    test("can start where there is a card, and is planned even where it is blocked", () => {
      const { exitCode, plan: document } = of(environment);
      expect(exitCode).toBe(box.layer === undefined ? 3 : 0);
      expect(document.gpu.layer).toBe(box.layer);
      expect(document.gpu.error?.code).toBe(box.layer === undefined ? "no-devices" : undefined);
    });

    test("lays base, its own layer, and the GPU layer of the box", () => {
      const gpuLayer = box.layer === undefined ? [] : [`compose/${box.layer}.yaml`];
      expect(of(environment).plan).toMatchObject({
        environment,
        project: `multimodal-${environment}`,
        envFile: `.env.${environment}`,
        layers: ["compose/base.yaml", `compose/${environment}.yaml`, ...gpuLayer],
      });
    });

    test("has its services, on one network, starting again by themselves", () => {
      const { services } = of(environment).plan;
      expect(services.map(({ name }) => name).sort()).toEqual([...wanted.services].sort());
      expect(new Set(services.flatMap(({ networks }) => networks))).toEqual(new Set(["multimodal-net"]));
      expect(new Set(services.map(({ restart }) => restart))).toEqual(new Set(["unless-stopped"]));
    });

    test("has its replicas, its limits and its need of memory", () => {
      const replicas = ["multimodal-worker", "retrieval-proxy", "litellm"].map(
        (name) => serviceOf(environment, name).replicas,
      );
      const limits = ["postgres", "redis"].map((name) => serviceOf(environment, name).memoryLimit);
      expect({ replicas, limits, memory: of(environment).plan.memory.required }).toEqual({
        replicas: wanted.replicas,
        limits: wanted.limits,
        memory: wanted.memory * GiB,
      });
    });

    test("gives the model server its share of the cards there are", () => {
      const { command, gpus, memoryLimit } = serviceOf(environment, "vllm");
      const parallel = box.layer === "multi-gpu" ? "2" : "1";
      expect(optionIn(command, "--gpu-memory-utilization")).toBe(wanted.utilisation);
      expect(optionIn(command, "--tensor-parallel-size")).toBe(parallel);
      expect(gpus).toEqual(box.cards);
      const limit = { "multi-gpu": 32 * GiB, "single-gpu": 16 * GiB };
      expect(memoryLimit).toBe(box.layer === undefined ? null : limit[box.layer]);
      expect(command.includes("--disable-custom-all-reduce")).toBe(box.layer === "multi-gpu" && !box.p2p);
    });

    test("puts the worker on a card only where one is left for it", () => {
      const cards = wanted.workerOnGpu && box.layer !== undefined ? box.cards.slice(-1) : [];
      expect(serviceOf(environment, "multimodal-worker").gpus).toEqual(cards);
      const users = of(environment).plan.services.filter(({ gpus }) => gpus.length > 0);
      const allowed = new Set(["gpu-exporter", "multimodal-worker", "vllm"]);
      expect(users.filter(({ name }) => box.layer === undefined || !allowed.has(name))).toEqual([]);
    });

    test("keeps its data in a set of volumes of its own", () => {
      const names = of(environment).plan.services.flatMap(({ volumes }) => volumes);
      const wantedNames = [...baseVolumes, ...wanted.volumes].map(
        (key) => `multimodal-${environment}_${key}`,
      );
      expect([...new Set(names)].sort()).toEqual(wantedNames.sort());
    });

    test("is checked twice a minute, and while it starts every second; model servers every five", () => {
      const modelServers = new Set(["multimodal-worker", "vllm"]);
      const rows = of(environment).plan.services.flatMap(({ name, check }) =>
        check === null ? [] : [{ name, ...check }],
      );
      const wrong = rows.filter(
        ({ name, intervalMs, startIntervalMs, startPeriodMs }) =>
          intervalMs !== 30_000 ||
          startIntervalMs !== (modelServers.has(name) ? 5_000 : 1_000) ||
          (startPeriodMs ?? 0) < 30_000,
      );
      expect(wrong).toEqual([]);
      const unchecked = of(environment).plan.services.filter(({ check }) => check === null);
      // no shell in their images: the launcher asks from outside
      const outside = { production: ["gpu-exporter"], monitoring: ["filebeat"] };
      expect(unchecked.map(({ name }) => name)).toEqual(
        Object.entries(outside).flatMap(([name, services]) => (name === environment ? services : [])),
      );
    });

    test("publishes nothing beyond 127.0.0.1, production's nginx excepted", () => {
      const open = of(environment).plan.services.filter(({ ports }) =>
        ports.some(({ host, address }) => host !== null && address !== "127.0.0.1"),
      );
      expect(open.map(({ name }) => name)).toEqual(environment === "production" ? ["nginx"] : []);
    });

    test("starts each service after all that it needs", () => {
      const { services } = of(environment).plan;
      const waveOf = new Map(services.map(({ name, wave }) => [name, wave]));
      for (const { name, wave, dependsOn } of services) {
        for (const needed of dependsOn) expect([name, waveOf.get(needed) ?? 0]).not.toEqual([name, wave]);
        expect(Math.max(0, ...dependsOn.map((needed) => waveOf.get(needed) ?? 0))).toBe(wave - 1);
      }
    });
  });

  describe.each(Object.entries(tests))("%s", (environment, { service, networks, memory, check }) => {
    test("is its one service, needs no GPU, and leaves results only", () => {
      const { exitCode, plan: document } = of(environment);
      expect(exitCode).toBe(0);
      expect(document).toMatchObject({
        layers: [`compose/${environment}.yaml`],
        envFile: `.env.${environment}`,
        memory: { required: memory * GiB },
        services: [{ name: service, replicas: 1, restart: "no", gpus: [], networks, volumes: [], check }],
      });
    });
  });
});

describe("--gpu none", () => {
  test.each(Object.keys(matrix))("reserves no card in %s, on a box that has two", async (environment) => {
    const path = fakeNvidiaSmi(folder, "dual-3090-nvlink");
    const { exitCode, plan: document } = await plan(environment, path, "--gpu", "none");
    expect([exitCode, document.gpu.layer]).toEqual([0, "none"]);
    expect(document.layers).toEqual(["compose/base.yaml", `compose/${environment}.yaml`]);
    expect(document.services.filter(({ gpus }) => gpus.length > 0)).toEqual([]);
  });
});

function optionIn(command: readonly string[], name: string): string | undefined {
  const at = command.indexOf(name);
  return at === -1 ? undefined : command[at + 1];
}

const planSchema = z.object({
  environment: z.string(),
  project: z.string(),
  layers: z.array(z.string()),
  envFile: z.string(),
  services: z.array(
    z.object({
      name: z.string(),
      replicas: z.number(),
      ports: z.array(z.object({ host: z.number().nullable(), container: z.number(), address: z.string() })),
      dependsOn: z.array(z.string()),
      memoryLimit: z.number().nullable(),
      gpus: z.array(z.number()),
      wave: z.number(),
      command: z.array(z.string()),
      networks: z.array(z.string()),
      restart: z.string(),
      volumes: z.array(z.string()),
      check: z
        .object({
          intervalMs: z.number().nullable(),
          startPeriodMs: z.number().nullable(),
          startIntervalMs: z.number().nullable(),
        })
        .nullable(),
    }),
  ),
  memory: z.object({ required: z.number() }),
  gpu: z.object({ layer: z.string().optional(), error: z.object({ code: z.string() }).nullable() }),
});
