import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { eleven } from "../program/eleven.ts";
import { eventsIn, resultIn, serviceIn, statesIn } from "../program/stream.ts";
import { containerIds, docker, leftOf, lines, ofProject } from "./docker.ts";
import { shippedProject } from "./shipped-project.ts";

const statusSchema = z.looseObject({
  services: z.array(z.looseObject({ name: z.string(), state: z.string() })),
});

const allReady = Object.fromEntries(eleven.map((name) => [name, "ready"]));

describe("the shipped stack, rehearsed", () => {
  test("eleven services ready, as Docker says too; kept by plain Compose and by a second up; gone after down", async () => {
    const shipped = await shippedProject();
    const run = await shipped.rehearse("--json");
    expect(statesIn(run.stdout)).toEqual(allReady);
    expect(run.exitCode).toBe(0);
    const { totalMs, lostMs, criticalPath } = resultIn(run.stdout);
    expect(criticalPath.length).toBeGreaterThan(1);
    expect(lostMs).toBeLessThan(totalMs);

    expect(await docker("compose", "ls", "--format", "json", ...ofCompose(shipped.rehearsal))).toContain(
      "running(11)",
    );
    const states = await lines("ps", "--format", "{{.State}}", ...ofProject(shipped.rehearsal));
    expect(states).toEqual(eleven.map(() => "running"));

    const made = await containerIds(shipped.rehearsal);
    const file = join(shipped.directory, ".stack", "rehearsal", "development.yaml");
    await docker("compose", "-p", shipped.rehearsal, "-f", file, "up", "-d", "--no-deps");
    expect(await containerIds(shipped.rehearsal)).toEqual(made);

    const second = await shipped.rehearse("--json");
    expect(statesIn(second.stdout)).toEqual(allReady);
    expect(await containerIds(shipped.rehearsal)).toEqual(made);

    const status = await shipped.stack("status", "dev", "--json");
    const { services } = statusSchema.parse(JSON.parse(status.stdout));
    expect(Object.fromEntries(services.map(({ name, state }) => [name, state]))).toEqual(allReady);

    const down = await shipped.stack("down", "dev");
    expect(down.exitCode).toBe(0);
    expect(await leftOf(shipped.rehearsal)).toEqual([]);
  });

  test("no secret is printed, logged or written down", async () => {
    const shipped = await shippedProject();
    const run = await shipped.rehearse("--only", "redis,qdrant", "--verbose");
    expect(run.exitCode).toBe(0);
    const secret = (name: string): Promise<string> =>
      readFile(join(shipped.directory, "secrets", "development", name), "utf8");
    const known = await Promise.all([secret("redis_password"), secret("qdrant_api_key")]);
    const logs = await shipped.stack("logs", "dev");
    const state = await everythingIn(join(shipped.directory, ".stack"));
    for (const value of known) {
      expect(value.trim().length).toBeGreaterThan(20);
      expect(run.stdout + run.stderr + logs.stdout + logs.stderr + state).not.toContain(value.trim());
    }
  });

  test("who needs a proven vllm waits for it; who needs a started one does not", async () => {
    const shipped = await shippedProject();
    const run = await shipped.rehearse("--json", "--rehearse-with", "vllm=load:6s");
    expect(statesIn(run.stdout)).toEqual(allReady);
    expect(serviceIn(run.stdout, "vllm").readyMs).toBeGreaterThanOrEqual(6_000);
    const order = eventsIn(run.stdout).flatMap((event) =>
      event.type === "service-started" || event.type === "service-proven"
        ? [`${String(event["service"])} ${event.type}`]
        : [],
    );
    const at = (what: string): number => order.indexOf(what);
    expect(at("litellm service-started")).toBeGreaterThan(at("vllm service-proven"));
    expect(at("openwebui service-proven")).toBeGreaterThan(0);
    expect(at("openwebui service-proven")).toBeLessThan(at("vllm service-proven"));
    const phases = eventsIn(run.stdout).flatMap((event) =>
      event.type === "service-phase" && event["service"] === "vllm" ? [String(event["phase"])] : [],
    );
    expect(phases.length).toBeGreaterThan(0);
    expect(resultIn(run.stdout).criticalPath).toContain("vllm");
  });

  test.each([
    ["crash", 4, /crashing: restarted \d+ times?, last with exit code 1/u],
    ["unhealthy", 4, /unhealthy: its health check failed/u],
    ["oom", 4, /ran out of memory/u],
    ["hang", 5, /stuck/u],
  ])(
    "a fault that is asked for, %s, ends with exit code %i and names the cause",
    async (fault, exitCode, reason) => {
      const shipped = await shippedProject();
      const timeout = fault === "hang" ? ["--timeout", "25s"] : [];
      const run = await shipped.rehearse("--json", "--rehearse-with", `redis=${fault}`, ...timeout);
      expect(run.exitCode).toBe(exitCode);
      const redis = serviceIn(run.stdout, "redis");
      expect(redis.reason).toMatch(reason);
      expect(redis.fix).not.toBe("");
      const states = statesIn(run.stdout);
      expect(states).toMatchObject({
        redis: "failed",
        "multimodal-worker": "skipped",
        postgres: "ready",
        litellm: "ready",
      });
      const waiting = Object.keys(states).filter((name) => states[name] === "skipped");
      expect(exitCode === 4 ? redis.blocks.toSorted(byName) : []).toEqual(
        exitCode === 4 ? waiting.toSorted(byName) : [],
      );
    },
  );
});

async function everythingIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")),
  );
  return texts.join("\n");
}

function byName(a: string, b: string): number {
  return a.localeCompare(b);
}

function ofCompose(project: string): readonly string[] {
  return ["--filter", `name=${project}`];
}
