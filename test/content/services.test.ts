import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Model, Service } from "../../src/core/environment/model.ts";
import { environments, found, namesOf, root, serviceOf, shippedModel, stackEnvironments } from "./shipped.ts";

function offenders(model: Model, isWrong: (service: Service) => boolean): readonly string[] {
  return model.services.filter(isWrong).map(({ name }) => name);
}

function checkOf({ healthCheck }: Service): string {
  return healthCheck?.kind === "test" ? healthCheck.test.join(" ") : "";
}

describe.each(environments)("every service of %s", (environment) => {
  test("has an image with a version that does not move", async () => {
    const pinned = /:[^:/]*\d+\.\d+|:RELEASE\.\d{4}-/u;
    const model = await shippedModel(environment, "multi-gpu");
    expect(offenders(model, ({ image }) => !pinned.test(image ?? ""))).toEqual([]);
    expect(offenders(model, ({ image }) => /latest|nightly|main/u.test(image ?? ""))).toEqual([]);
  });

  test("says which ports it has; where it is scaled, none is the host's", async () => {
    const model = await shippedModel(environment, "multi-gpu");
    const silent = ({ ports, expose, extras }: Service) =>
      ports.length + expose.length === 0 && extras.kind !== "test-run";
    expect(offenders(model, silent)).toEqual([]);
    expect(offenders(model, ({ ports, replicas }) => replicas > 1 && ports.length > 0)).toEqual([]);
  });

  test("is published on 127.0.0.1 at most; production's nginx alone is for others", async () => {
    const model = await shippedModel(environment, "multi-gpu");
    const open = offenders(model, ({ ports }) => ports.some(({ address }) => address !== "127.0.0.1"));
    expect(open).toEqual(environment === "production" ? ["nginx"] : []);
  });

  test("shares no port of the host with another", async () => {
    const model = await shippedModel(environment, "multi-gpu");
    const hosts = model.services.flatMap(({ ports }) => ports.map(({ host }) => host));
    expect(new Set(hosts).size).toBe(hosts.length);
  });

  test("has a health check or a probe; a check asks 127.0.0.1, often while it starts, and waits for a slow one", async () => {
    const model = await shippedModel(environment, "multi-gpu");
    const unproven = ({ healthCheck, extras }: Service) =>
      healthCheck === undefined && extras.probe === undefined && extras.kind !== "test-run";
    expect(offenders(model, unproven)).toEqual([]);
    expect(offenders(model, (service) => checkOf(service).includes("localhost"))).toEqual([]);
    const checked = {
      ...model,
      services: model.services.filter(({ healthCheck }) => healthCheck?.kind === "test"),
    };
    expect(offenders(checked, (service) => !checkOf(service).includes("127.0.0.1"))).toEqual([]);
    expect(offenders(checked, (service) => !isPatient(service))).toEqual([]);
  });

  test("asks its check's port of the container, never of the host", async () => {
    const model = await shippedModel(environment, "multi-gpu", movedPorts);
    const unmoved = await shippedModel(environment, "multi-gpu");
    expect(model.services.map(checkOf)).toEqual(unmoved.services.map(checkOf));
    for (const service of model.services) {
      const before = serviceOf(unmoved, service.name);
      expect(service.command).toEqual(before.command);
      expect(service.environment).toEqual(before.environment);
      expect(service.ports.map(({ container }) => container)).toEqual(
        before.ports.map(({ container }) => container),
      );
    }
  });

  test("mounts only what exists here or is the host's figures, and never the Docker socket", async () => {
    const model = await shippedModel(environment, "multi-gpu");
    const binds = model.services.flatMap(({ mounts }) => mounts.filter(({ kind }) => kind === "bind"));
    const own = binds.filter(({ source }) => source.startsWith(`${root}/configs/`));
    expect(own.filter(({ source }) => !existsSync(source))).toEqual([]);
    expect(own.filter(({ readOnly }) => !readOnly)).toEqual([]);
    const others = binds.filter(({ source }) => !source.startsWith(`${root}/configs/`));
    const allowed = new Set([
      "/proc",
      "/sys",
      "/var/lib/docker/containers",
      `${root}/results/${environment}`,
    ]);
    expect(others.filter(({ source }) => !allowed.has(source))).toEqual([]);
  });
});

describe.each(stackEnvironments)("the order of %s", (environment) => {
  test("is the original's: each waits for what it needs, and for nothing else", async () => {
    const model = await shippedModel(environment, "multi-gpu");
    const there = namesOf(model);
    for (const [name, wanted] of Object.entries(order)) {
      if (!there.includes(name)) continue;
      const expected = Object.fromEntries(
        Object.entries(wanted).filter(([needed]) => there.includes(needed)),
      );
      const declared = serviceOf(model, name).dependencies;
      expect(Object.fromEntries(declared.map(({ service, condition }) => [service, condition]))).toEqual(
        expected,
      );
    }
  });
});

describe.each(stackEnvironments)("the secrets of %s", (environment) => {
  test("reach the services that the manifest names for them, and no others", async () => {
    const model = await shippedModel(environment, "multi-gpu");
    const there = namesOf(model);
    for (const [name, { services = [], ...secret }] of Object.entries(found.manifest.secrets)) {
      const users = model.services.filter(({ secrets }) =>
        secrets.some((key) => filesOf(secret).includes(fileOf(model, key))),
      );
      const named = services.filter((service) => there.includes(service)).sort();
      expect({ name, users: users.map((user) => user.name).sort() }).toEqual({ name, users: named });
    }
  });

  test("are all in the manifest", async () => {
    const model = await shippedModel(environment, "multi-gpu");
    const known = new Set(Object.values(found.manifest.secrets).flatMap((secret) => filesOf(secret)));
    expect(model.secrets.filter(({ key }) => !known.has(fileOf(model, key)))).toEqual([]);
  });

  test("are in no service's environment, and are read from its own folder", async () => {
    const model = await shippedModel(environment, "multi-gpu");
    const outside = model.secrets.filter(({ path }) => !path?.startsWith(`${root}/secrets/${environment}/`));
    expect(outside).toEqual([]);
    const named = ({ environment: variables }: Service) =>
      Object.entries(variables).some(
        ([key, value]) => /PASSWORD|SECRET|_KEY$|TOKEN$/u.test(key) && !key.includes("_FILE") && value !== "",
      );
    expect(offenders(model, named)).toEqual([]);
  });
});

const movedPorts = Object.fromEntries(
  [
    "POSTGRES",
    "REDIS",
    "QDRANT_HTTP",
    "QDRANT_GRPC",
    "MINIO",
    "MINIO_CONSOLE",
    "LLM",
    "LITELLM",
    "MULTIMODAL_WORKER",
  ]
    .concat([
      "RETRIEVAL_PROXY",
      "OPENWEBUI",
      "N8N",
      "HTTP",
      "HTTPS",
      "PROMETHEUS",
      "GRAFANA",
      "ELASTICSEARCH",
      "KIBANA",
    ])
    .concat(["ALLURE"])
    .map((name, index) => [`${name}_PORT`, String(20_000 + index)]),
);

const healthy = "service_healthy";
const started = "service_started";
const order: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  postgres: {},
  redis: {},
  qdrant: {},
  minio: {},
  vllm: {},
  litellm: { vllm: healthy, postgres: healthy },
  "multimodal-worker": { qdrant: healthy, postgres: healthy, minio: healthy, redis: healthy },
  "retrieval-proxy": { "multimodal-worker": healthy, qdrant: healthy, postgres: healthy, redis: healthy },
  openwebui: { vllm: started },
  n8n: { postgres: healthy },
  nginx: { openwebui: started, litellm: started, "multimodal-worker": started, "retrieval-proxy": started },
};

function isPatient({ healthCheck, extras }: Service): boolean {
  if (healthCheck?.kind !== "test") return false;
  const often = extras.kind === "model-server" ? 5_000 : 1_000;
  return healthCheck.startIntervalMs === often && (healthCheck.startPeriodMs ?? 0) >= 10_000;
}

function filesOf(secret: SecretFiles): readonly string[] {
  const own =
    secret.kind === "certificate" ? [`${secret.file}.crt`, `${secret.file}.key`] : [secret.file ?? ""];
  return [...own, ...Object.keys(secret.derived ?? {})];
}

interface SecretFiles {
  readonly kind: string;
  readonly file?: string | undefined;
  readonly derived?: Readonly<Record<string, string>> | undefined;
}

function fileOf(model: Model, key: string): string {
  return (
    model.secrets
      .find((secret) => secret.key === key)
      ?.path?.split("/")
      .at(-1) ?? ""
  );
}
