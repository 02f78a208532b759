import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { ensurePostgres, ensureRedis, postgres, redis } from "./debian-images.ts";
import { ensureBusybox } from "./images.ts";
import { answers, runs } from "./services.ts";
import { postgresService, storeSecrets } from "./store-services.ts";
import { closeProject, openProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

const compose = {
  services: {
    // SIGTERM would wait for clients: the launcher knows better
    postgres: postgresService("pg", {
      stop_signal: "SIGTERM",
      volumes: ["pg:/var/lib/postgresql/data", "beside:/beside"],
    }),
    redis: {
      image: redis,
      command: ["/run/secrets/redis.conf"],
      secrets: ["redis_password", "redis.conf"],
      volumes: ["rd:/var/lib/redis"],
      expose: ["6379"],
      "x-stack": { kind: "redis" },
    },
    files: answers({
      volumes: ["files:/files"],
      depends_on: { postgres: { condition: "service_healthy" } },
      "x-stack": { kind: "n8n" },
    }),
    // a client, although its image is a store's: it is neither saved nor waited for, and ends by its own signal
    report: runs(
      "trap 'exit 0' TERM; until pg_isready -h postgres; do sleep 1; done; while :; do sleep 0.2; done",
      {
        image: postgres,
        stop_signal: "SIGTERM",
        "x-stack": { "stable-for": "100ms" },
      },
    ),
    models: answers({ volumes: ["models:/models"], "x-stack": { kind: "model-server" } }),
  },
  volumes: { pg: {}, beside: {}, rd: {}, files: {}, models: {} },
  secrets: storeSecrets,
};

const secrets = {
  POSTGRES_PASSWORD: { kind: "password", file: "postgres_password", mode: "0444" },
  REDIS_PASSWORD: {
    kind: "password",
    file: "redis_password",
    mode: "0444",
    derived: { "redis.conf": "bind 0.0.0.0\nrequirepass {value}\nappendonly yes\ndir /var/lib/redis\n" },
  },
};

/** A real PostgreSQL, a real Redis, and a service that keeps files. */
export async function dataProject(): Promise<TestProject> {
  await Promise.all([ensurePostgres(), ensureRedis(), ensureBusybox()]);
  const project = await openProject();
  await project.write("stack.yaml", {
    name: project.name.replace(/-demo$/u, ""),
    environments: { demo: { layers: ["compose.yaml"] } },
    secrets,
  });
  await project.write("compose.yaml", compose);
  return project;
}

export { closeProject };

function inside(project: TestProject, service: string, words: readonly string[], input?: string) {
  return execa("docker", ["exec", "-i", `${project.name}-${service}-1`, ...words], { input: input ?? "" });
}

async function psql(project: TestProject, database: string, sql: string): Promise<string> {
  const words = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "multimodal", "-d", database];
  return (await inside(project, "postgres", words, sql)).stdout;
}

/** As a client of the network logs in: with the password of the secrets. */
export async function postgresTakesPassword(project: TestProject): Promise<boolean> {
  const line =
    'PGPASSWORD=$(cat /run/secrets/postgres_password) psql -w -h "$(hostname -i)" -U multimodal -d postgres -c "select 1"';
  return (await inside(project, "postgres", ["sh", "-c", line])).exitCode === 0;
}

async function redisCli(project: TestProject, commands: string): Promise<string> {
  const password = await readFile(join(project.directory, "secrets/demo/redis_password"), "utf8");
  const line = "read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli --raw";
  return (await inside(project, "redis", ["sh", "-c", line], `${password.trim()}\n${commands}\n`)).stdout;
}

export async function fillStores(project: TestProject): Promise<void> {
  await psql(project, "postgres", "create database \"the shop\"; create role reader login password 'x';");
  await psql(
    project,
    "the shop",
    `create table pages (id serial primary key, body text);
     insert into pages (body) select md5(g::text) || E'\\n\\\\.' from generate_series(1, 20000) g;
     create table "Odd (name" (a int); insert into "Odd (name" values (1), (2);
     grant select on pages to reader;`,
  );
  const keys = Array.from({ length: 500 }, (_, index) => `set key:${String(index)} value-${String(index)}`);
  await redisCli(project, [...keys, "select 3", "hset h a 1 b 2", "set gone x ex 100000"].join("\n"));
  const line =
    "mkdir -p /files/deep/er; head -c 300000 /dev/urandom > /files/deep/blob; ln -s deep/blob /files/link; echo x > /files/deep/er/x; chown -R 1000:1000 /files/deep; chmod 0700 /files/deep; chown 65534:65534 /files; chmod 0711 /files";
  await inside(project, "files", ["sh", "-c", line]);
  await inside(project, "postgres", ["sh", "-c", "echo segment > /beside/archived"]);
}

/** What a restore has to bring back goes. */
export async function forgetStores(project: TestProject): Promise<void> {
  await psql(project, "the shop", "truncate pages;");
  await redisCli(project, "flushall");
  await inside(project, "files", ["sh", "-c", "rm -rf /files/deep"]);
}

/** Everything the three hold, as one text. */
export async function contentOfStores(project: TestProject): Promise<string> {
  const rows = await psql(
    project,
    "the shop",
    `select count(*), md5(string_agg(id || body, ',' order by id)) from pages; select a from "Odd (name" order by a;
     select nextval('pages_id_seq'); select setval('pages_id_seq', 20000); select rolname from pg_roles where rolname = 'reader';`,
  );
  const names = (await redisCli(project, "keys *")).split("\n").toSorted().join("\n");
  const some = await redisCli(project, "get key:77\nselect 3\nhgetall h\nget gone");
  const files = await inside(project, "files", [
    "sh",
    "-c",
    "cd /files; find . | sort | xargs ls -lnd | awk '{print $1, $3, $4, $NF}'; find . -type f | sort | xargs sha256sum",
  ]);
  const beside = await inside(project, "postgres", ["cat", "/beside/archived"]);
  return [beside.stdout, rows, createHash("sha256").update(names).digest("hex"), some, files.stdout].join(
    "\n--\n",
  );
}
