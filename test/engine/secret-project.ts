import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { ensurePostgres, ensureRedis, postgres, redis } from "./debian-images.ts";
import { docker, lines, ofProject } from "./docker.ts";
import { postgresService, storeSecrets } from "./store-services.ts";
import { closeProject, openProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

/** Ten requests a second, each over a connection of its own: the password counts every time. */
const loop = (request: string) =>
  `trap 'exit 0' TERM; while :; do if ${request} >/dev/null 2>&1; then echo ok; else echo failed; fi; sleep 0.1; done`;

const compose = {
  services: {
    postgres: postgresService("data", { command: ["-c", "log_statement=all"] }),
    redis: {
      image: redis,
      command: ["/run/secrets/redis.conf"],
      secrets: ["redis_password", "redis.conf"],
      healthcheck: {
        test: [
          "CMD-SHELL",
          'REDISCLI_AUTH="$$(cat /run/secrets/redis_password)" redis-cli ping | grep -qx PONG',
        ],
        interval: "30s",
        start_period: "30s",
      },
      "x-stack": { kind: "redis" },
    },
    writer: {
      image: postgres,
      depends_on: { postgres: { condition: "service_healthy" } },
      secrets: ["postgres_password"],
      environment: { PGUSER: "multimodal", PGHOST: "postgres", PGDATABASE: "postgres" },
      command: [
        "sh",
        "-c",
        `PGPASSWORD=$$(cat /run/secrets/postgres_password); export PGPASSWORD
        psql -qc 'create table if not exists written (at timestamptz)'
        ${loop("psql -qAtc 'insert into written values (now()); select count(*) from written'")}`,
      ],
      "x-stack": { "stable-for": "500ms" },
    },
    reader: {
      image: redis,
      depends_on: { redis: { condition: "service_healthy" } },
      secrets: ["redis_password"],
      command: [
        "sh",
        "-c",
        `REDISCLI_AUTH=$$(cat /run/secrets/redis_password); export REDISCLI_AUTH
        ${loop("redis-cli -h redis -e incr counter")}`,
      ],
      "x-stack": { "stable-for": "500ms" },
    },
    api: {
      image: redis,
      environment: { API_KEY: "${API_KEY}" },
      stop_signal: "SIGKILL",
      // with the only value it takes in that file, every other one breaks it
      volumes: ["./only:/only:ro"],
      command: [
        "sh",
        "-c",
        'test ! -e /only/value || test "$$API_KEY" = "$$(cat /only/value)" || exit 1; exec sleep 1000000',
      ],
      "x-stack": { "stable-for": "500ms" },
    },
  },
  volumes: { data: {} },
  secrets: storeSecrets,
};

const secrets = {
  POSTGRES_PASSWORD: {
    kind: "password",
    file: "postgres_password",
    mode: "0444",
    volume: "data",
    services: ["postgres", "writer"],
  },
  REDIS_PASSWORD: {
    kind: "password",
    file: "redis_password",
    mode: "0444",
    derived: { "redis.conf": 'bind 0.0.0.0\nsave ""\nrequirepass {value}\n' },
    services: ["redis", "reader"],
  },
  API_KEY: { kind: "api-key", services: ["api"] },
  SALT: { kind: "hex", file: "salt", immutable: true, describe: "data is encrypted with it" },
};

/** A real PostgreSQL and a real Redis with clients that never rest, started by the launcher from a manifest. */
export interface SecretProject extends TestProject {
  /** Everything goes. */
  close(): Promise<void>;
  value(secret: string): Promise<string>;
  /** Whether a client of the network gets in with this value. */
  letsIn(store: "postgres" | "redis", password: string): Promise<boolean>;
  /** What a client said since its container was made. */
  said(service: "writer" | "reader"): Promise<{ readonly ok: number; readonly failed: number }>;
  container(service: string): Promise<string>;
}

export async function secretProject(): Promise<SecretProject> {
  await ensurePostgres();
  await ensureRedis();
  const project = await openProject();
  await project.write("stack.yaml", {
    name: project.name.replace(/-demo$/u, ""),
    environments: { demo: { layers: ["compose.yaml"] } },
    secrets,
  });
  await project.write("compose.yaml", compose);
  await project.write("only/.keep", "");
  const container = async (service: string): Promise<string> => {
    const label = ["--filter", `label=com.docker.compose.service=${service}`];
    const [id = ""] = await lines("ps", "-aq", "--no-trunc", ...ofProject(project.name), ...label);
    return id;
  };
  return {
    ...project,
    container,
    close: () => closeProject(project),
    value: async (secret) => (await readFile(join(project.directory, placeOf(secret)), "utf8")).trim(),
    letsIn: async (store, password) => letsIn(await container(store), store, password),
    said: async (service) => {
      const said = (await docker("logs", await container(service))).split("\n");
      const count = (word: string) => said.filter((line) => line === word).length;
      return { ok: count("ok"), failed: count("failed") };
    },
  };
}

function placeOf(secret: string): string {
  return `secrets/demo/${secret.toLowerCase()}`;
}

async function letsIn(id: string, store: "postgres" | "redis", password: string): Promise<boolean> {
  const address = await docker(
    "inspect",
    "-f",
    "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
    id,
  );
  const script =
    store === "postgres"
      ? "read -r PGPASSWORD; export PGPASSWORD; psql -w -h $0 -U multimodal -d postgres -Atc 'select 1'"
      : "read -r REDISCLI_AUTH; export REDISCLI_AUTH; redis-cli -h $0 ping";
  const answer = await execa("docker", ["exec", "-i", id, "sh", "-c", script, address], {
    input: `${password}\n`,
    reject: false,
  });
  return answer.exitCode === 0 && /^(?:1|PONG)$/mu.test(answer.stdout);
}
