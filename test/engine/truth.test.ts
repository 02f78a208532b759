import { describe, expect, test } from "vitest";
import { eventsIn, serviceIn, statesIn } from "../program/stream.ts";
import { answers, asksItself, idles, listens, runs } from "./services.ts";
import { testProject } from "./test-project.ts";

describe("ready means proven", () => {
  test("a health check, a port that answers, and a one-shot that ends well, each by its own proof", async () => {
    const project = await testProject({
      compose: {
        services: {
          page: answers(),
          echo: listens(),
          job: runs("echo done", { depends_on: { page: { condition: "service_healthy" } } }),
          after: listens({ depends_on: { job: { condition: "service_completed_successfully" } } }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({ page: "ready", echo: "ready", job: "completed", after: "ready" });
    expect(run.exitCode).toBe(0);
    const proofs = eventsIn(run.stdout).filter(({ type }) => type === "service-proven");
    expect(Object.fromEntries(proofs.map((event) => [event["service"], event["proof"]]))).toEqual({
      page: "its health check",
      echo: "port 8080",
      after: "port 8080",
    });
    expect(serviceIn(run.stdout, "job").restarts).toBe(0);
    expect(run.stdout).not.toContain("service-restarted");
  });

  test("what runs without anything to ask is unproven, and --strict refuses it", async () => {
    const project = await testProject({
      compose: { services: { still: idles({ "x-stack": { "stable-for": "1s" } }) } },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({ still: "unproven" });
    expect(run.exitCode).toBe(0);
    const strict = await project.stack("up", "demo", "--strict");
    expect(strict.exitCode).toBe(4);
    expect(strict.stdout + strict.stderr).toMatch(/still.*unproven/u);
  });

  test("a worker that opens none of the ports it only declares is unproven, and holds nobody up", async () => {
    const declares = { expose: ["8080"], "x-stack": { "quiet-for": "6s" } };
    const project = await testProject({
      compose: {
        services: {
          worker: idles(declares),
          after: listens({ depends_on: { worker: { condition: "service_started" } } }),
          elsewhere: runs("exec nc -ll -p 9600 -e cat", declares),
          late: runs("sleep 3; exec nc -ll -p 8080 -e cat", declares),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({
      worker: "unproven",
      after: "ready",
      elsewhere: "ready",
      late: "ready",
    });
    expect(run.exitCode).toBe(0);
    expect(serviceIn(run.stdout, "worker").reason).toContain(
      "does not open the port that it declares (8080)",
    );
    const proofs = eventsIn(run.stdout).filter(({ type }) => type === "service-proven");
    expect(proofs.find(({ service }) => service === "elsewhere")).toMatchObject({ proof: "port 9600" });
    expect(proofs.find(({ service }) => service === "late")).toMatchObject({ proof: "port 8080" });
    const status = await project.stack("status", "demo");
    expect(status.exitCode).toBe(0);
    expect(status.stdout).toMatch(/worker\s+unproven/u);
    expect(status.stdout).toMatch(/elsewhere\s+ready/u);
    expect((await project.stack("up", "demo", "--strict")).exitCode).toBe(4);
  });

  test("a health check that cannot fail counts as none, and it is said", async () => {
    const checks = {
      plain: ["CMD", "true"],
      shell: ["CMD-SHELL", "exit 0"],
      first: ["CMD-SHELL", "test -f /proc/1/cmdline"],
    };
    const checkedBy = (test: readonly string[]): unknown =>
      idles({ "x-stack": { "stable-for": "1s" }, healthcheck: { test, interval: "1s" } });
    const services = Object.entries(checks).map(([name, test]) => [name, checkedBy(test)] as const);
    const project = await testProject({ compose: { services: Object.fromEntries(services) } });
    const run = await project.stack("up", "demo");
    expect(run.exitCode).toBe(0);
    for (const name of Object.keys(checks)) {
      expect(run.stdout).toMatch(new RegExp(`${name}\\s+unproven`, "u"));
      expect(run.stdout + run.stderr).toMatch(new RegExp(`${name}.*health check.*cannot fail`, "u"));
    }
  });

  test("every replica has to be proven, each by itself", async () => {
    // the second to come finds the port of neither; both count
    const slow =
      "if mkdir /shared/first; then sleep 0; else sleep 3; fi; mkdir -p /tmp/w; echo hi > /tmp/w/index.html; exec httpd -f -p 8080 -h /tmp/w";
    const project = await testProject({
      compose: {
        services: {
          page: runs(slow, { deploy: { replicas: 2 }, healthcheck: asksItself, volumes: ["shared:/shared"] }),
          after: listens({ depends_on: { page: { condition: "service_healthy" } } }),
        },
        volumes: { shared: {} },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({ page: "ready", after: "ready" });
    expect(serviceIn(run.stdout, "page").readyMs).toBeGreaterThanOrEqual(2_000);
  });

  test("one replica that fails fails the service", async () => {
    const line = "if mkdir /shared/first; then exec nc -ll -p 8080 -e cat; else exit 3; fi";
    const project = await testProject({
      compose: {
        services: {
          pair: runs(line, { expose: ["8080"], deploy: { replicas: 2 }, volumes: ["shared:/shared"] }),
        },
        volumes: { shared: {} },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(serviceIn(run.stdout, "pair").reason).toContain("exited with code 3");
  });

  test("an optional service that fails degrades the environment, and holds nothing up", async () => {
    const project = await testProject({
      compose: {
        services: {
          extra: runs("exit 1", { "x-stack": { optional: true } }),
          slow: answers({ "x-stack": { optional: true } }, 600),
          page: answers({ depends_on: { extra: { condition: "service_healthy" } } }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({ extra: "degraded", slow: "starting", page: "ready" });
    expect(run.exitCode).toBe(6);
    const status = await project.stack("status", "demo", "--json");
    expect(status.stdout).toMatch(/"name": "slow",\s+"state": "starting"/u);
  });

  test("a dependency that is not required never blocks: absent or failed", async () => {
    const project = await testProject({
      compose: {
        services: {
          broken: runs("exit 1"),
          absent: listens({ profiles: ["never"] }),
          page: answers({
            depends_on: {
              broken: { condition: "service_healthy", required: false },
              absent: { condition: "service_healthy", required: false },
            },
          }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({ broken: "failed", page: "ready" });
    expect(run.exitCode).toBe(4);
  });
});
