import { request } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ensurePrograms } from "./program-image.ts";
import { answersConfiguration, programLayer } from "./program-layer.ts";
import { programProject } from "./program-project.ts";
import type { ProgramProject } from "./program-project.ts";

/** The shipped configuration, read by the real programs: Debian's packages, in the containers that production describes. */
const services =
  "postgres postgres-development redis redis-development redis-optimized nginx nginx-development nginx-optimized answers prometheus postgres-exporter redis-exporter node-exporter".split(
    " ",
  );

let project: ProgramProject;

beforeAll(async () => {
  await ensurePrograms();
  project = await programProject({ "programs.yaml": programLayer, "answers.conf": answersConfiguration });
  await project.compose("up", "-d", "--no-deps", "--quiet-pull", ...services);
});
afterAll(async () => {
  await project.end();
});

async function sql(service: string, statement: string): Promise<string> {
  const words = ["psql", "-h", "127.0.0.1", "-U", "multimodal", "-d", "multimodal", "-Atc", statement];
  const { exitCode, all } = await project.inside(service, ...words);
  return exitCode === 0 ? all : `failed: ${all}`;
}

async function redis(service: string, command: string): Promise<string> {
  const line = `REDISCLI_AUTH="$(cat /run/secrets/redis_password)" redis-cli -h 127.0.0.1 ${command}`;
  return (await project.inside(service, "sh", "-c", line)).all;
}

describe.each(["postgres", "postgres-development"])("PostgreSQL, as %s has it", (service) => {
  it("takes the schema and the databases on an empty volume, as its own user on a read-only root", async () => {
    await expect
      .poll(() => sql(service, "TABLE content.schema_version"), { timeout: 60_000 })
      .toMatch(/^1\|/u);
    expect(await sql(service, "SELECT datname FROM pg_database ORDER BY 1")).toContain(
      "litellm\nmultimodal\nn8n",
    );
  });

  it("finds the nearest vector by the index that the schema makes", async () => {
    const vector = (first: number) => `('[${[first, ...Array<number>(1023).fill(0.1)].join(",")}]')::vector`;
    const insert = `WITH item AS (INSERT INTO content.items (modality, body) VALUES ('text', 'x') RETURNING id)
      INSERT INTO content.text_embeddings SELECT id, 0, ${vector(1)} FROM item`;
    expect(await sql(service, insert)).toBe("INSERT 0 1");
    const nearest = `SET enable_seqscan = off; EXPLAIN SELECT item_id FROM content.text_embeddings
      ORDER BY embedding <=> ${vector(1)} LIMIT 1`;
    expect(await sql(service, nearest)).toContain("text_embeddings_nearest");
  });

  it("refuses a client of the network without the password", async () => {
    const url = `postgresql://multimodal:wrong@${service}/multimodal`;
    const { exitCode, all } = await project.inside("redis", "psql", url, "-c", "SELECT 1");
    expect([exitCode, all]).toEqual([2, expect.stringContaining("password authentication failed")]);
  });
});

it("PostgreSQL runs with production's tuning, all of it", async () => {
  const file = readFileSync(join(project.directory, "configs/postgres/postgresql.conf"), "utf8");
  const settings = [...file.matchAll(/^([a-z_.]+) = '?([^'#\n]*?)'?\s*(?:#.*)?$/gmu)];
  expect(settings.length).toBeGreaterThan(12);
  for (const [, name = "", value = ""] of settings) {
    expect([name, await sql("postgres", `SHOW ${name}`)]).toEqual([name, value]);
  }
});

describe.each([
  ["redis", "536870912"],
  ["redis-development", "268435456"],
  ["redis-optimized", "536870912"],
])("Redis, as %s has it", (service, maxmemory) => {
  it("answers with its password, with the memory that its configuration gives it", async () => {
    await expect.poll(() => redis(service, "ping"), { timeout: 30_000 }).toBe("PONG");
    expect(await redis(service, "config get maxmemory")).toBe(`maxmemory\n${maxmemory}`);
    expect(await redis(service, "config get maxmemory-policy")).toContain("noeviction");
    expect(await redis(service, "config get appendonly")).toContain("yes");
  });

  it("refuses who has none", async () => {
    const { all } = await project.inside(service, "redis-cli", "-h", "127.0.0.1", "get", "x");
    expect(all).toContain("NOAUTH");
  });
});

describe("nginx", () => {
  it.each(["nginx", "nginx-development", "nginx-optimized"])(
    "finds nothing wrong with the site of %s",
    async (service) => {
      const { exitCode, all } = await project.inside(service, "nginx", "-t");
      expect([exitCode, all]).toEqual([0, expect.stringContaining("test is successful")]);
    },
  );

  it.each([
    ["/", "8080 GET / https"],
    ["/api/chat?x=1", "8080 GET /api/chat?x=1 https"],
    ["/v1/models", "4000 GET /v1/models https"],
    ["/worker/v1/embeddings", "8001 GET /v1/embeddings https"],
    ["/retrieval/query?q=a%20b", "8002 GET /query?q=a%20b https"],
    ["/healthz", "ok\n"],
  ])("passes %s on over TLS in production", async (path, answer) => {
    await expect.poll(() => https(path), { timeout: 20_000 }).toEqual({ status: 200, body: answer });
  });

  it("sends production's plain requests to TLS, the health check excepted", async () => {
    const base = `http://127.0.0.1:${String(project.ports["HTTP_PORT"])}`;
    const moved = await fetch(`${base}/v1/models`, { redirect: "manual" });
    expect([moved.status, moved.headers.get("location")]).toEqual([308, "https://127.0.0.1/v1/models"]);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });

  it("answers plain requests in development, every route", async () => {
    const base = await published("nginx-development");
    const paths = ["/", "/v1/models", "/worker/health", "/retrieval/health"];
    const answers = await Promise.all(paths.map(async (path) => (await fetch(`${base}${path}`)).text()));
    expect(answers.map((text) => text.split(" ")[0])).toEqual(["8080", "4000", "8001", "8002"]);
  });

  it("has no page in optimized, and its APIs", async () => {
    const base = await published("nginx-optimized");
    expect((await fetch(base)).status).toBe(404);
    expect(await (await fetch(`${base}/v1/models`)).text()).toBe("4000 GET /v1/models http");
  });
});

describe("Prometheus", () => {
  it("finds nothing wrong with its configuration and its rules", async () => {
    const config = await project.inside(
      "prometheus",
      "promtool",
      "check",
      "config",
      "/etc/prometheus/prometheus.yml",
    );
    const rules = await project.inside(
      "prometheus",
      "promtool",
      "check",
      "rules",
      "/etc/prometheus/rules.yml",
    );
    expect([config, rules]).toEqual([
      { exitCode: 0, all: expect.stringContaining("SUCCESS") },
      { exitCode: 0, all: expect.stringContaining("SUCCESS: 11 rules found") },
    ]);
  });

  it("gets metrics from every target, with the keys they want", async () => {
    const down = async () => {
      const { activeTargets } = targetsSchema.parse(await ask("targets"));
      const bad = activeTargets.filter(({ health }) => health !== "up");
      return {
        count: activeTargets.length,
        bad: bad.map(({ labels, lastError }) => `${labels.job}: ${lastError}`),
      };
    };
    await expect.poll(down, { timeout: 60_000, interval: 500 }).toEqual({ count: 10, bad: [] });
  });

  it("hears from the exporters that PostgreSQL and Redis let them in", async () => {
    await expect.poll(() => query("pg_up"), { timeout: 40_000 }).toEqual(["1"]);
    await expect.poll(() => query("redis_up"), { timeout: 40_000 }).toEqual(["1"]);
  });

  it("has data for every panel of the overview that asks PostgreSQL, Redis or the host", async () => {
    const board = boardSchema.parse(
      JSON.parse(
        readFileSync(join(project.directory, "configs/grafana/dashboards/stack-overview.json"), "utf8"),
      ),
    );
    const asked = board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const ours = asked.filter((expr) => /\b(?:up|pg_|redis_|node_)\w*/u.test(expr));
    expect(ours.length).toBeGreaterThanOrEqual(10);
    const empty = async () => {
      const answers = await Promise.all(ours.map(async (expr) => ({ expr, values: await query(expr) })));
      return answers.filter(({ values }) => values.length === 0).map(({ expr }) => expr);
    };
    await expect.poll(empty, { timeout: 60_000, interval: 1000 }).toEqual([]);
  });
});

function https(path: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    // the certificate is self-signed, as generated
    const options = { port: project.ports["HTTPS_PORT"], host: "127.0.0.1", path, rejectUnauthorized: false };
    const asked = request(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    asked.on("error", reject).end();
  });
}

async function published(service: string): Promise<string> {
  return `http://${(await project.compose("port", service, "80")).trim()}`;
}

async function ask(what: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${String(project.ports["PROMETHEUS_PORT"])}/api/v1/${what}`);
  return z.object({ data: z.unknown() }).parse(await response.json()).data;
}

async function query(expression: string): Promise<readonly string[]> {
  const answer = answerSchema.parse(await ask(`query?query=${encodeURIComponent(expression)}`));
  return answer.result.map(({ value: [, text] }) => text);
}

const targetsSchema = z.object({
  activeTargets: z.array(
    z.object({ health: z.string(), lastError: z.string(), labels: z.object({ job: z.string() }) }),
  ),
});
const answerSchema = z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) });
const boardSchema = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })),
});
