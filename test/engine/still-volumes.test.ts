import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { docker, lines, ofProject } from "./docker.ts";
import { runs } from "./services.ts";
import { testProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

const backupSchema = z.object({ path: z.string() });

/** Counts in two volumes, never far apart, and has so much in the first that copying it takes a while. */
const writes = `
[ -e /first/large ] || dd if=/dev/zero of=/first/large bs=1M count=400 2>/dev/null
n=0
while true; do
  n=$((n + 1))
  for at in first second; do echo $n > /$at/next; mv /$at/next /$at/count; done
done`;

async function writingProject(): Promise<TestProject> {
  const service = runs(writes, {
    volumes: ["first:/first", "second:/second"],
    "x-stack": { "stable-for": "1s" },
  });
  const project = await testProject({
    compose: { services: { writer: service }, volumes: { first: {}, second: {} } },
  });
  expect((await project.stack("up", "demo")).exitCode).toBe(0);
  await expect.poll(async () => countAt(project, "second"), { timeout: 120_000 }).toBeGreaterThan(0);
  return project;
}

async function countAt(project: TestProject, volume: string): Promise<number> {
  const [id = ""] = await lines("ps", "-aq", ...ofProject(project.name));
  const read = await execa("docker", ["exec", id, "cat", `/${volume}/count`], { reject: false });
  return read.exitCode === 0 ? Number(read.stdout) : 0;
}

async function stateOf(project: TestProject): Promise<string> {
  const [id = ""] = await lines("ps", "-aq", ...ofProject(project.name));
  return docker("inspect", "-f", "{{.State.Status}}", id);
}

describe("volumes of a service that nobody knows a dump of", () => {
  test("are saved while it stands still, so that they agree with each other, and put back so", async () => {
    const project = await writingProject();
    const run = await project.stack("backup", "demo", "--json");
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain("stands still while");
    const { path } = backupSchema.parse(JSON.parse(run.stdout));
    const saved = await Promise.all(
      ["first", "second"].map(async (volume) => {
        const file = join(path, `${project.name}_${volume}.tar`);
        return Number((await execa("tar", ["-xOf", file, "volume/count"])).stdout);
      }),
    );
    const [first = 0, second = 0] = saved;
    // between the two the writer may have been stopped
    expect([second, second + 1]).toContain(first);
    expect(await stateOf(project)).toBe("running");
    await expect.poll(async () => countAt(project, "second"), { timeout: 60_000 }).toBeGreaterThan(first);
    const restored = await project.stack("restore", "demo", path, "--yes", "--no-backup");
    expect(restored.exitCode, restored.stderr).toBe(0);
  });

  test("go on being written to by the next command, where the backup was killed", async () => {
    const project = await writingProject();
    const backup = project.start("backup", "demo");
    await backup.said("stands still while");
    await expect.poll(async () => stateOf(project), { interval: 20, timeout: 60_000 }).toBe("paused");
    backup.process.kill("SIGKILL");
    await backup.ended;
    expect(await stateOf(project)).toBe("paused");
    const up = await project.stack("up", "demo");
    expect(up.exitCode, up.stderr).toBe(0);
    expect(up.stdout + up.stderr).toMatch(/was killed had left .*writer-1 standing still: it goes on/u);
    expect(await stateOf(project)).toBe("running");
  });

  test("go on being written to where the backup is interrupted", async () => {
    const project = await writingProject();
    const backup = project.start("backup", "demo");
    await backup.said("stands still while");
    await expect.poll(async () => stateOf(project), { interval: 20, timeout: 60_000 }).toBe("paused");
    backup.process.kill("SIGINT");
    expect((await backup.ended).exitCode).toBe(130);
    expect(await stateOf(project)).toBe("running");
  });
});
