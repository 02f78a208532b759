import { describe, expect, test } from "vitest";
import { eventsIn, resultIn, serviceIn, statesIn } from "../program/stream.ts";
import { answers, asksItself, idles, listens, runs } from "./services.ts";
import { testProject } from "./test-project.ts";

describe("a failure names the service, the cause, what waited for it, and the next command", () => {
  test("a service that exits: its code, its last words once, who was skipped; the others carry on", async () => {
    const project = await testProject({
      compose: {
        services: {
          broken: runs("echo no configuration found >&2; exit 7"),
          next: answers({ depends_on: { broken: { condition: "service_healthy" } } }),
          last: answers({ depends_on: { next: { condition: "service_started" } } }),
          other: answers({}, 2),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(statesIn(run.stdout)).toEqual({
      broken: "failed",
      next: "skipped",
      last: "skipped",
      other: "ready",
    });
    const broken = serviceIn(run.stdout, "broken");
    expect(broken.reason).toContain("exited with code 7");
    expect(broken.logTail).toEqual(["no configuration found"]);
    expect(broken.blocks.toSorted()).toEqual(["last", "next"]);
    expect(broken.fix).toContain("stack logs demo broken");
    expect(serviceIn(run.stdout, "next").reason).toContain("broken");
    expect(serviceIn(run.stdout, "last").reason).toContain("next");
  });

  test("the log of the cause stands once at the end of the plain output, with what waits for it", async () => {
    const project = await testProject({
      compose: {
        services: {
          broken: runs("echo no configuration found >&2; exit 7"),
          next: answers({ depends_on: { broken: { condition: "service_healthy" } } }),
        },
      },
    });
    const run = await project.stack("up", "demo");
    expect(run.stderr.split("no configuration found")).toHaveLength(2);
    expect(run.stderr).toMatch(/broken exited with code 7/u);
    expect(run.stderr).toContain("stack logs demo broken");
    expect(run.stderr).toMatch(/next/u);
  });

  test("a failure is told when it happens, not when the slowest of the others has settled", async () => {
    const project = await testProject({
      compose: { services: { broken: runs("exit 7"), slow: answers({}, 3) } },
    });
    const run = await project.stack("up", "demo", "--json");
    const told = eventsIn(run.stdout).flatMap((event) =>
      event.type === "service-settled" || event.type === "service-proven"
        ? [`${event.type} ${String(event["service"])}`]
        : [],
    );
    expect(told).toEqual(["service-settled broken", "service-proven slow", "service-settled slow"]);
  });

  test("a one-shot that fails, fails at once, and who needed its success is skipped", async () => {
    const project = await testProject({
      compose: {
        services: {
          migrate: runs("exit 5"),
          app: listens({ depends_on: { migrate: { condition: "service_completed_successfully" } } }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(statesIn(run.stdout)).toEqual({ migrate: "failed", app: "skipped" });
    expect(resultIn(run.stdout).totalMs).toBeLessThan(10_000);
  });

  test("a crash loop: how often it was restarted", async () => {
    const project = await testProject({
      compose: { services: { loop: runs("exit 9", { restart: "always", expose: ["8080"] }) } },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(serviceIn(run.stdout, "loop").reason).toMatch(/restarted \d times, last with exit code 9/u);
  });

  test("what the engine starts again is waited for as long as its own policy does so, wherever that is written", async () => {
    const project = await testProject({
      compose: {
        services: {
          migrate: runs("echo try >> /tries; test $(wc -l < /tries) -ge 3", {
            deploy: { restart_policy: { condition: "on-failure", max_attempts: 4 } },
          }),
          app: listens({ depends_on: { migrate: { condition: "service_completed_successfully" } } }),
          late: runs("test -f /tried && exec sleep 1000000; touch /tried; exit 1", {
            deploy: { restart_policy: { condition: "any" } },
            "x-stack": { "stable-for": "1s" },
          }),
          hopeless: runs("exit 7", { restart: "on-failure:1" }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({
      migrate: "completed",
      app: "ready",
      late: "unproven",
      hopeless: "failed",
    });
    expect(serviceIn(run.stdout, "hopeless")).toMatchObject({ restarts: 1, reason: "exited with code 7" });
    const status = await project.stack("status", "demo", "--json");
    expect(JSON.parse(status.stdout)).toMatchObject({
      services: [
        { name: "app", state: "ready" },
        { name: "hopeless", state: "failed" },
        { name: "late", state: "unproven" },
        { name: "migrate", state: "completed" },
      ],
    });
  });

  test("what runs out of memory is said to, with its limit", async () => {
    const eat = "sleep 0.3; x=x; while true; do x=$x$x$x$x; done";
    const project = await testProject({
      compose: {
        services: {
          hungry: runs(eat, {
            expose: ["8080"],
            mem_limit: "16m",
            memswap_limit: "16m",
            restart: "unless-stopped",
          }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(serviceIn(run.stdout, "hungry").reason).toMatch(/ran out of memory .*16/u);
  });

  test("an unhealthy service: what its check printed, and not before it was quiet", async () => {
    const project = await testProject({
      compose: {
        services: {
          sick: idles({
            healthcheck: {
              test: ["CMD-SHELL", "echo disk is read-only; exit 1"],
              interval: "1s",
              retries: 1,
            },
            "x-stack": { "quiet-for": "2s" },
          }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(serviceIn(run.stdout, "sick").reason).toContain('said "disk is read-only"');
  });

  test("one that hangs is stuck: exit 5 when its time is up", async () => {
    const project = await testProject({
      compose: {
        services: {
          mute: idles({ healthcheck: asksItself, "x-stack": { "ready-within": "2s", "quiet-for": "1s" } }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(5);
    expect(serviceIn(run.stdout, "mute").reason).toMatch(/stuck.*2\.0? ?s.*its health check/u);
  });

  test("--timeout ends the whole run, and says that it still advanced", async () => {
    const project = await testProject({
      compose: {
        services: {
          busy: runs("while true; do echo loading; sleep 0.2; done", { healthcheck: asksItself }),
          next: answers({ depends_on: { busy: { condition: "service_healthy" } } }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json", "--timeout", "4s");
    expect(run.exitCode).toBe(5);
    expect(serviceIn(run.stdout, "busy").reason).toMatch(/still advancing/u);
    expect(statesIn(run.stdout)).toMatchObject({ next: "skipped" });
  });

  test("an image that is not there and must not be pulled", async () => {
    const project = await testProject({
      compose: {
        services: {
          gone: { image: "stack-test/there-is-no-such-image:1" },
          next: answers({ depends_on: { gone: { condition: "service_started" } } }),
          other: answers(),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json", "--pull", "never");
    expect(run.exitCode).toBe(4);
    expect(statesIn(run.stdout)).toEqual({ gone: "failed", next: "skipped", other: "ready" });
    expect(serviceIn(run.stdout, "gone").reason).toContain("stack-test/there-is-no-such-image:1");
  });

  test("a command or an entrypoint that the image does not have", async () => {
    const project = await testProject({
      compose: {
        services: {
          lost: runs("", { command: ["no-such-program"] }),
          astray: runs("", { entrypoint: ["/no/such/entrypoint.sh"] }),
          other: answers(),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(statesIn(run.stdout)).toEqual({ lost: "failed", astray: "failed", other: "ready" });
    const reasonOf = (name: string): unknown => serviceIn(run.stdout, name).reason;
    expect(reasonOf("lost")).toMatch(/does not have the command.*no-such-program/u);
    expect(reasonOf("astray")).toMatch(/does not have the command.*no\/such\/entrypoint/u);
  });

  test("a GPU that the engine refuses", async () => {
    const devices = [{ driver: "no-such-driver", count: 1, capabilities: ["gpu"] }];
    const project = await testProject({
      compose: {
        services: {
          model: answers({ deploy: { resources: { reservations: { devices } } } }),
          next: answers({ depends_on: { model: { condition: "service_healthy" } } }),
          other: answers(),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(statesIn(run.stdout)).toEqual({ model: "failed", next: "skipped", other: "ready" });
    const { reason, fix } = serviceIn(run.stdout, "model");
    expect(reason).toMatch(/refused a GPU by the engine.*no-such-driver/u);
    expect(fix).toContain("correct the driver of its devices");
  });

  test("a service killed by its own health check while it loads, with the start period it needs", async () => {
    // a watchdog in the check, which loses its patience after three seconds; loading would take thirty
    const line =
      "rm -f /tmp/late; (sleep 3; touch /tmp/late) & sleep 30 & echo $! > /tmp/child; wait $!; exit 143";
    const check =
      "wget -q -O /dev/null http://127.0.0.1:8080/ || { test -f /tmp/late && kill $(cat /tmp/child); exit 1; }";
    const project = await testProject({
      compose: {
        services: {
          slow: runs(line, {
            restart: "always",
            expose: ["8080"],
            healthcheck: { test: ["CMD-SHELL", check.replaceAll("$", "$$$$")], interval: "1s", retries: 1 },
          }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    const { reason, fix } = serviceIn(run.stdout, "slow");
    expect(reason).toMatch(/restarted 2 times by its own health check/u);
    expect(fix).toMatch(/start_period of at least \d+s/u);
  });
});
