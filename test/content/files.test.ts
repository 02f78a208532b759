import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import {
  environments,
  found,
  namesOf,
  option,
  root,
  serviceOf,
  shippedModel,
  stackEnvironments,
} from "./shipped.ts";

/** What the files say, as they are written. */

const layerFiles = readdirSync(join(root, "compose")).map((name) => `compose/${name}`);
const layers = new Map(layerFiles.map((file) => [file, readFileSync(join(root, file), "utf8")]));

/** What the launcher writes to the env file or what Compose itself knows; the rest has a default. */
const given = new Set(["STACK_ENVIRONMENT"]);

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

function uses(text: string): readonly { readonly name: string; readonly fallback: string | undefined }[] {
  return [...withoutComments(text).matchAll(/\$\{([A-Za-z_0-9]+)(?::?-([^}]*)|:\?[^}]*)?\}/gu)].map(
    ([, name = "", fallback]) => ({ name, fallback }),
  );
}

function withoutComments(text: string): string {
  return text.replaceAll(/(?:^|\s)#.*$/gmu, "");
}

describe("the layers", () => {
  test("name each variable with one default, the same everywhere", () => {
    const defaults = new Map<string, Set<string | undefined>>();
    for (const { name, fallback } of [...layers.values()].flatMap(uses)) {
      defaults.set(name, (defaults.get(name) ?? new Set()).add(fallback));
    }
    const without = [...defaults].filter(([name, values]) => !given.has(name) && values.has(undefined));
    const several = [...defaults].filter(([name, values]) => !given.has(name) && values.size > 1);
    expect(without).toEqual([]);
    expect(several).toEqual([]);
  });

  test("use a variable that names a port of the host on the host's side of a published port only", () => {
    const ports = [...layers].flatMap(([file, text]) =>
      withoutComments(text)
        .split("\n")
        .filter((line) => /\$\{[A-Z0-9_]+_PORT[:-]/u.test(line))
        .filter(
          (line) => !/^\s*(?:ports: \[|- )"(?:127\.0\.0\.1:)?\$\{[A-Z0-9_]+_PORT:-\d+\}:\d+"\]?$/u.test(line),
        )
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(ports).toEqual([]);
  });

  test("have none of the keys that tie a service to one host", () => {
    const fixed =
      /^\s*(?:container_name|version|name|subnet|ipam|gateway|network_mode|pid|privileged|env_file):/mu;
    const named = [...layers].filter(([, text]) => fixed.test(withoutTargetNetwork(text)));
    expect(named.map(([file]) => file)).toEqual([]);
    expect([...layers].filter(([, text]) => /docker\.sock/u.test(text)).map(([file]) => file)).toEqual([]);
  });

  test("replace what Compose would append to: every list of devices in a GPU layer", () => {
    for (const file of ["compose/multi-gpu.yaml", "compose/single-gpu.yaml"]) {
      expect(layers.get(file)?.match(/devices:.*/gu)).toEqual([expect.stringMatching(/devices: !override/u)]);
    }
  });

  test("say a health check's command once, wherever the service runs", () => {
    const again = [...layers]
      .filter(
        ([file]) => !["compose/base.yaml", "compose/common.yaml", "compose/testing.yaml"].includes(file),
      )
      .flatMap(([file, text]) => overridden(file, text));
    expect(again).toEqual([]);
  });
});

describe("the configuration files", () => {
  test("are all used by some environment", async () => {
    const mounted = new Set<string>();
    for (const environment of environments) {
      const { services } = await shippedModel(environment, "none");
      for (const { mounts } of services) for (const { source } of mounts) mounted.add(relative(root, source));
    }
    const files = readdirSync(join(root, "configs"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)));
    const isMounted = (file: string) =>
      [...mounted].some((path) => file === path || file.startsWith(`${path}/`));
    expect(files.filter((file) => !isMounted(file))).toEqual([]);
  });

  test("LiteLLM asks for the name that the model server serves, and the probes for both", async () => {
    const served = option(
      serviceOf(await shippedModel("development", "multi-gpu"), "vllm"),
      "--served-model-name",
    );
    const { model_list: models } = modelsSchema.parse(parse(read("configs/litellm/models.yaml")));
    const chat = models.find(({ model_name: name }) => name === served);
    expect(chat?.litellm_params).toMatchObject({
      model: `hosted_vllm/${served}`,
      api_base: "http://vllm:8000/v1",
    });
    expect(read("configs/vllm/ready.sh")).toContain(`"${served}"`);
    expect(read("configs/litellm/ready.py")).toContain(`"${served}"`);
  });

  test.each(["none", "single-gpu", "multi-gpu"] as const)(
    "what finishes its work when it is stopped is given the time (%s)",
    async (layer) => {
      const model = await shippedModel("development", layer);
      const graces = parse(read("compose/base.yaml"), { merge: true });
      const shape = z.record(z.string(), z.looseObject({ stop_grace_period: z.string().optional() }));
      const services = shape.parse(z.looseObject({ services: z.unknown() }).parse(graces).services);
      const grace = (name: string): number => Number.parseInt(services[name]?.stop_grace_period ?? "0", 10);
      expect(Number(option(serviceOf(model, "vllm"), "--shutdown-timeout"))).toBeLessThan(grace("vllm"));
      const n8n = /N8N_GRACEFUL_SHUTDOWN_TIMEOUT: "(\d+)"/u.exec(read("compose/base.yaml"))?.[1];
      expect(Number(n8n)).toBeLessThan(grace("n8n"));
    },
  );

  test("LiteLLM has every name that it reads from its environment", async () => {
    const litellm = serviceOf(await shippedModel("production", "none"), "litellm");
    const set = new Set((litellm.entrypoint ?? []).map((word) => word.split("=")[0]));
    const configurations = readdirSync(join(root, "configs/litellm")).filter((name) =>
      name.endsWith(".yaml"),
    );
    const asked = configurations.flatMap((name) => [
      ...read(`configs/litellm/${name}`).matchAll(/: os\.environ\/([A-Z_]+)/gu),
    ]);
    expect(asked.map(([, name]) => name).filter((name) => !set.has(name))).toEqual([]);
    expect(asked.length).toBeGreaterThan(5);
  });

  test.each(stackEnvironments.filter((name) => name !== "staging"))(
    "nginx of %s passes on only to what runs there",
    async (environment) => {
      const model = await shippedModel(environment, "none");
      const site = serviceOf(model, "nginx").mounts.find(({ target }) => target.endsWith("/default.conf"));
      const text = withIncludes(read(relative(root, site?.source ?? "")));
      const upstreams = [...text.matchAll(/set \$\w+ http:\/\/([a-z0-9-]+):(\d+);/gu)];
      const strangers = upstreams.filter(([, name = "", port]) => {
        const service = model.services.find((candidate) => candidate.name === name);
        const ports = [
          ...(service?.ports.map(({ container }) => container) ?? []),
          ...(service?.expose ?? []),
        ];
        return !ports.includes(Number(port));
      });
      expect(strangers).toEqual([]);
      expect(upstreams.length).toBeGreaterThanOrEqual(3);
    },
  );

  test("Prometheus asks only what runs in production, where it listens", async () => {
    const model = await shippedModel("production", "none");
    const { scrape_configs: jobs } = prometheusSchema.parse(parse(read("configs/prometheus/prometheus.yml")));
    const targets = jobs.flatMap(({ static_configs: fixed = [], dns_sd_configs: found = [] }) => [
      ...fixed.flatMap(({ targets: named }) => named),
      ...found.flatMap(({ names, port }) => names.map((name) => `${name}:${String(port)}`)),
    ]);
    const listening = new Set(
      model.services.flatMap(({ name, ports, expose }) =>
        [...ports.map(({ container }) => container), ...expose].map((port) => `${name}:${String(port)}`),
      ),
    );
    expect(targets.filter((target) => target !== "localhost:9090" && !listening.has(target))).toEqual([]);
    expect(targets).toContain("multimodal-worker:8001");
  });

  test("Grafana's dashboards ask the source that is provisioned, and only for metrics of the jobs there are", () => {
    const { datasources } = datasourcesSchema.parse(
      parse(read("configs/grafana/datasources/prometheus.yml")),
    );
    const boards = readdirSync(join(root, "configs/grafana/dashboards")).filter((name) =>
      name.endsWith(".json"),
    );
    expect(boards).toHaveLength(2);
    const targets = boards.flatMap((name) =>
      boardSchema
        .parse(JSON.parse(read(`configs/grafana/dashboards/${name}`)))
        .panels.flatMap(({ targets }) => targets),
    );
    expect(new Set(targets.map(({ datasource }) => datasource.uid))).toEqual(
      new Set(datasources.map(({ uid }) => uid)),
    );
    const families = /^(?:up|ALERTS|pg_|redis_|node_|nvidia_smi_|vllm:|minio_)/u;
    const metrics = targets.flatMap(
      ({ expr }) => expr.match(/\b[a-z][A-Za-z0-9]*[:_][A-Za-z0-9_:]+|\bup\b/gu) ?? [],
    );
    const words = /^(?:histogram_quantile|group_left|finished_reason)$/u;
    expect(metrics.filter((name) => !families.test(name) && !words.test(name))).toEqual([]);
  });
});

describe("the manifest", () => {
  test("has the environments and aliases that people and scripts rely on", () => {
    const aliases = Object.entries(found.manifest.environments).map(([name, { aliases }]) => [name, aliases]);
    expect(Object.fromEntries(aliases)).toEqual({
      development: ["dev"],
      staging: [],
      production: ["prod"],
      monitoring: [],
      optimized: [],
      testing: ["test"],
      performance: ["perf"],
    });
  });

  test("names services that exist somewhere for every secret", async () => {
    const there = new Set<string>();
    for (const name of stackEnvironments)
      for (const service of namesOf(await shippedModel(name, "none"))) there.add(service);
    const strangers = Object.entries(found.manifest.secrets).flatMap(([secret, { services = [] }]) =>
      services.filter((service) => !there.has(service)).map((service) => `${secret}: ${service}`),
    );
    expect(strangers).toEqual([]);
  });

  test("never rotates what data is encrypted with", () => {
    const fixed = Object.entries(found.manifest.secrets).filter(([, { immutable }]) => immutable === true);
    expect(fixed.map(([name]) => name)).toEqual([
      "LITELLM_SALT_KEY",
      "N8N_ENCRYPTION_KEY",
      "KIBANA_ENCRYPTION_KEY",
    ]);
  });
});

const modelsSchema = z.object({
  model_list: z.array(z.object({ model_name: z.string(), litellm_params: z.record(z.string(), z.string()) })),
});
const prometheusSchema = z.object({
  scrape_configs: z.array(
    z.object({
      static_configs: z.array(z.object({ targets: z.array(z.string()) })).optional(),
      dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.number() })).optional(),
    }),
  ),
});
const datasourcesSchema = z.object({ datasources: z.array(z.object({ uid: z.string() })) });
const boardSchema = z.object({
  panels: z.array(
    z.object({ targets: z.array(z.object({ expr: z.string(), datasource: z.object({ uid: z.string() }) })) }),
  ),
});

/** The one name that is meant: the network of the environment under test. */
function withoutTargetNetwork(text: string): string {
  return text.replaceAll(/^\s+external: true\n\s+name: \$\{STACK_TARGET_NETWORK.*$/gmu, "");
}

/** Services of base.yaml whose health check this layer says again. */
function overridden(file: string, text: string): readonly string[] {
  const base = namesIn(layers.get("compose/base.yaml") ?? "");
  const services = text.split(/^ {2}(?=[a-z0-9-]+:$)/gmu).filter((part) => /^\s{4}healthcheck:/mu.test(part));
  return services
    .map((part) => part.split(":")[0] ?? "")
    .filter((name) => base.includes(name))
    .map((name) => `${file}: ${name}`);
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/^ {2}([a-z0-9-]+):$/gmu)].flatMap(([, name]) => name ?? []);
}

function withIncludes(text: string): string {
  return text.replaceAll(/include \/etc\/nginx\/parts\/([a-z]+\.conf);/gu, (_, name: string) =>
    read(`configs/nginx/parts/${name}`),
  );
}
