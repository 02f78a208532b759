import { describe, expect, test } from "vitest";
import { resultIn } from "../program/stream.ts";
import { containerIds } from "./docker.ts";
import { gated, gateFiles } from "./faults/gated.ts";
import { answers } from "./services.ts";
import { testProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

/** Its service becomes ready when the test opens the gate. */
async function gatedProject(): Promise<TestProject> {
  return testProject({ compose: { services: { page: gated() } }, files: gateFiles });
}

/** Of twenty at the same moment, one runs: faults/twenty.test.ts. */
describe("several at once on one project", () => {
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

  test("another folder with the same project name is refused while it starts and afterwards, never mixed", async () => {
    const project = await gatedProject();
    const first = project.start("up", "demo", "--json");
    // from here on the engine tells whose it is
    await first.said('"what":"its health check"');
    const made = await containerIds(project.name);
    const other = await testProject({
      compose: { services: { page: answers({ environment: { A: "b" } }) } },
    });
    await other.write("stack.yaml", {
      name: project.name.replace(/-demo$/u, ""),
      environments: { demo: { layers: ["compose.yaml"] } },
    });
    const expectRefused = async (): Promise<void> => {
      const { exitCode, stdout } = await other.stack("up", "demo", "--json");
      expect([exitCode, resultIn(stdout).message]).toEqual([2, expect.stringContaining(project.directory)]);
      expect(await containerIds(project.name)).toEqual(made);
    };
    await expectRefused();
    await project.write("gate/open", "");
    expect((await first.ended).exitCode).toBe(0);
    await expectRefused();
  });
});
