import { describe, expect, test } from "vitest";
import { resultIn } from "../program/stream.ts";
import { containerIds, docker, lines, ofProject } from "./docker.ts";
import { asksItself, runs } from "./services.ts";
import { testProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

const page = "mkdir -p /tmp/www; echo welcome > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www";
const checked = { ...asksItself, interval: "1s", retries: 1, start_period: "0s" };

describe("status, up and up --strict come to one verdict on a real engine", () => {
  test("of what was killed for its memory while its first process lives", async () => {
    const greedy = "while true; do dd if=/dev/zero of=/dev/null bs=64M count=1; sleep 0.2; done";
    const project = await testProject({
      compose: {
        services: {
          web: runs(greedy, {
            mem_limit: "24m",
            memswap_limit: "24m",
            healthcheck: { ...checked, test: ["CMD", "false"] },
            "x-stack": { "ready-within": "15s" },
          }),
        },
      },
    });
    const first = await project.stack("up", "demo", "--json");
    expect(first.exitCode).toBe(4);
    await sameVerdict(project, 4, /memory/u);
  });

  test("of what was healthy and turned unhealthy", async () => {
    const project = await testProject({
      compose: {
        services: {
          web: runs(page, { healthcheck: checked, init: true, "x-stack": { "ready-within": "15s" } }),
        },
      },
    });
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    await sameVerdict(project, 0, /ready/u);
    const id = await containerOf(project);
    await docker("exec", id, "rm", "/tmp/www/index.html");
    await expect
      .poll(() => docker("inspect", "-f", "{{.State.Health.Status}}", id), patiently)
      .toBe("unhealthy");
    await sameVerdict(project, 4, /unhealthy/u);
  });

  test("of what the engine has started again six times", async () => {
    const project = await testProject({
      compose: {
        services: {
          web: runs("exit 3", { restart: "always", "x-stack": { "ready-within": "15s" } }),
        },
      },
    });
    expect((await project.stack("up", "demo")).exitCode).toBe(4);
    const id = await containerOf(project);
    await expect
      .poll(async () => Number(await docker("inspect", "-f", "{{.RestartCount}}", id)), patiently)
      .toBeGreaterThanOrEqual(6);
    const status = await project.stack("status", "demo");
    expect(status.stdout).toMatch(/restarting \(\d+ times\), last exited with 3/u);
    await sameVerdict(project, 4, /restart/u);
  });

  test("of one of three replicas: not ready until a start has made the others", async () => {
    const project = await testProject({
      compose: { services: { web: runs(page, { healthcheck: checked, deploy: { replicas: 3 } }) } },
    });
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const [, ...others] = await lines("ps", "-q", ...ofProject(project.name));
    await docker("rm", "-f", ...others);
    const short = await project.stack("status", "demo");
    expect(short.exitCode).toBe(4);
    expect(short.stdout).toContain("1 of 3 replicas run");
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    await sameVerdict(project, 0, /ready/u);
  });

  test("status opens the port that the engine chose, and none of what is stopped", async () => {
    const project = await testProject({
      compose: { services: { web: runs(page, { healthcheck: checked, ports: ["127.0.0.1::8080"] }) } },
    });
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const id = await containerOf(project);
    const address = await docker("port", id, "8080/tcp");
    const [, port = ""] = /:(\d+)$/u.exec(address) ?? [];
    expect((await project.stack("status", "demo")).stdout).toContain(`localhost:${port}`);
    await docker("kill", id);
    const stopped = await project.stack("status", "demo");
    expect(stopped.exitCode).toBe(4);
    expect(stopped.stdout).not.toContain("localhost");
  });
});

async function sameVerdict(project: TestProject, exitCode: number, says: RegExp): Promise<void> {
  const status = await project.stack("status", "demo");
  const up = await project.stack("up", "demo", "--json");
  const strict = await project.stack("up", "demo", "--strict");
  expect([status.exitCode, up.exitCode, strict.exitCode]).toEqual([exitCode, exitCode, exitCode]);
  expect(resultIn(up.stdout).exitCode).toBe(exitCode);
  for (const { stdout, stderr } of [status, up, strict]) expect(stdout + stderr).toMatch(says);
}

async function containerOf({ name }: TestProject): Promise<string> {
  return Object.values(await containerIds(name))[0] ?? "";
}

const patiently = { timeout: 120_000, interval: 200 };
