import { describe, expect, test } from "vitest";
import { containerIds } from "./docker.ts";
import { answers, asksItself, runs } from "./services.ts";
import { testProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

/** Its service becomes ready when the test opens the gate. */
async function gatedProject(): Promise<TestProject> {
  const serve = "mkdir -p /tmp/www; echo hi > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www";
  const line = `until test -f /gate/open; do sleep 0.1; done; ${serve}`;
  return testProject({
    compose: { services: { page: runs(line, { healthcheck: asksItself, volumes: ["./gate:/gate"] }) } },
    files: { "gate/.keep": "" },
  });
}

describe("several at once on one project", () => {
  test("all at the same moment: exactly one of them runs", async () => {
    const project = await testProject({ compose: { services: { page: answers({}, 3) } } });
    const ended = await Promise.all(Array.from({ length: 5 }, () => project.stack("up", "demo", "--json")));
    const codes = ended.map(({ exitCode }) => exitCode).toSorted((a, b) => (a ?? 0) - (b ?? 0));
    // one that comes late may find the first one done, and prove what runs
    expect(codes[0]).toBe(0);
    expect(codes.every((code) => code === 0 || code === 8)).toBe(true);
    expect(codes.at(-1)).toBe(8);
    expect(Object.keys(await containerIds(project.name))).toEqual(["page-1"]);
  });

  test("down while it starts: says who holds the lock", async () => {
    const project = await gatedProject();
    const first = project.start("up", "demo", "--json");
    await first.said('"step":"start"');
    const down = await project.stack("down", "demo");
    expect(down.exitCode).toBe(8);
    expect(down.stderr).toContain(`pid ${String(first.process.pid)}`);
    await project.write("gate/open", "");
    expect((await first.ended).exitCode).toBe(0);
  });

  test("another folder with the same project name is refused or locked, never mixed", async () => {
    const project = await gatedProject();
    const first = project.start("up", "demo", "--json");
    await first.said('"step":"start"');
    const other = await testProject({
      compose: { services: { page: answers({ environment: { A: "b" } }) } },
    });
    await other.write("stack.yaml", {
      name: project.name.replace(/-demo$/u, ""),
      environments: { demo: { layers: ["compose.yaml"] } },
    });
    const run = await other.stack("up", "demo", "--json");
    expect([2, 8]).toContain(run.exitCode);
    await project.write("gate/open", "");
    expect((await first.ended).exitCode).toBe(0);
  });
});
