import { describe, expect, test } from "vitest";
import { eventsIn, serviceIn, statesIn } from "../program/stream.ts";
import { docker } from "./docker.ts";
import { answers, listens, runs } from "./services.ts";
import { testProject } from "./test-project.ts";

const patiently = { timeout: 60_000, interval: 100 };

/** Something else acts on the containers while they start. */
describe("while it starts", () => {
  test("a container that is removed has disappeared", async () => {
    const project = await testProject({ compose: { services: { slow: answers({}, 600) } } });
    const running = project.start("up", "demo", "--json");
    await running.said('"service":"slow","what":"its health check"');
    await docker("rm", "-f", `${project.name}-slow-1`);
    const run = await running.ended;
    expect(run.exitCode).toBe(4);
    expect(serviceIn(run.stdout, "slow").reason).toContain("gone");
  });

  test("a container that is restarted is proven anew", async () => {
    const once = "test -f /tmp/again || { touch /tmp/again; exec sleep 1000000; }";
    const project = await testProject({
      compose: { services: { echo: runs(`${once}; exec nc -ll -p 8080 -e cat`, { expose: ["8080"] }) } },
    });
    const running = project.start("up", "demo", "--json");
    await running.said('"service":"echo","what":"port 8080"');
    const echo = `${project.name}-echo-1`;
    // its shell may be later than its start
    await expect.poll(() => docker("exec", echo, "ls", "/tmp"), patiently).toContain("again");
    await docker("restart", "-t", "0", echo);
    const run = await running.ended;
    expect(statesIn(run.stdout)).toEqual({ echo: "ready" });
    expect(serviceIn(run.stdout, "echo").restarts).toBe(1);
  });

  test("one that was ready and dies before the others are done is told, and fails the run", async () => {
    const project = await testProject({ compose: { services: { early: listens(), slow: answers({}, 3) } } });
    const running = project.start("up", "demo", "--json");
    await running.said('"type":"service-proven"');
    await docker("kill", `${project.name}-early-1`);
    const run = await running.ended;
    expect(run.exitCode).toBe(4);
    expect(statesIn(run.stdout)).toEqual({ early: "failed", slow: "ready" });
    const told = eventsIn(run.stdout).flatMap((event) =>
      event.type === "service-settled" ? [`${String(event["service"])} ${String(event["state"])}`] : [],
    );
    expect(told.at(-1)).toBe("slow ready");
    expect(told).toContain("early failed");
  });
});
