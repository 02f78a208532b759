import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { ensurePostgres, postgres } from "./debian-images.ts";
import { docker, leftOf, lines, ofProject } from "./docker.ts";
import { answers, runs } from "./services.ts";
import { testProject } from "./test-project.ts";

describe("down, while PostgreSQL is written to", () => {
  test("loses no committed row, and PostgreSQL says itself that it was shut down well", async () => {
    await ensurePostgres();
    const project = await testProject({
      secrets: { POSTGRES_PASSWORD: { kind: "password", file: "postgres_password", mode: "0444" } },
      compose: {
        services: {
          // SIGTERM would wait for the writers, until PostgreSQL is killed
          db: {
            image: postgres,
            environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/postgres_password" },
            secrets: ["postgres_password"],
            volumes: ["data:/var/lib/postgresql/data"],
            stop_signal: "SIGTERM",
            stop_grace_period: "60s",
            healthcheck: {
              test: ["CMD", "/usr/lib/postgresql/15/bin/pg_isready", "-q", "-h", "127.0.0.1"],
              interval: "30s",
              start_period: "30s",
            },
            "x-stack": { kind: "postgres" },
          },
        },
        volumes: { data: {} },
        secrets: { postgres_password: { file: "./secrets/demo/postgres_password" } },
      },
    });
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const db = `${project.name}-db-1`;
    await docker("exec", db, "psql", "-U", "postgres", "-c", "create table written (id serial, writer int)");
    const log = execa("docker", ["logs", "-f", db], { all: true });
    const writers = Array.from({ length: 4 }, (_, index) => writer(db, index));
    await Promise.all(writers.map((each) => each.hasBegun));

    const down = await project.stack("down", "demo", "--json");
    expect(down.exitCode, down.stderr).toBe(0);
    expect(JSON.parse(down.stdout)).toMatchObject({ ok: true, forced: [] });
    const committed = (await Promise.all(writers.map((each) => each.ended))).reduce(
      (sum, count) => sum + count,
      0,
    );
    const { all } = await log;
    expect(all).toContain("received fast shutdown request");
    expect(all).toContain("database system is shut down");

    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const found = await docker("exec", db, "psql", "-U", "postgres", "-Atc", "select count(*) from written");
    expect(committed).toBeGreaterThan(20);
    expect(Number(found)).toBeGreaterThanOrEqual(committed);
    expect(await docker("logs", db)).not.toContain("was not properly shut down");
  });
});

/** Commits one row after the other until it is cut off, and counts what it was told is committed. */
function writer(container: string, index: number) {
  const sql = `while psql -qAtX -U postgres -c "insert into written (writer) values (${String(index)}) returning 'row'"; do :; done`;
  const child = execa("docker", ["exec", container, "sh", "-c", sql], { reject: false, buffer: false });
  let count = 0;
  const hasBegun = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      count += text.split("row").length - 1;
      if (count >= 5) resolve();
    });
  });
  return { hasBegun, ended: child.then(() => count) };
}

describe("down", () => {
  test("stops in reverse order of need, says who was killed, and keeps the data", async () => {
    const project = await testProject({
      compose: {
        services: {
          db: answers({ volumes: ["data:/data"] }),
          stubborn: runs("trap '' TERM; while :; do sleep 0.1; done", {
            stop_signal: "SIGTERM",
            stop_grace_period: "1s",
            depends_on: ["db"],
            "x-stack": { "stable-for": "100ms" },
          }),
          web: answers({ depends_on: { stubborn: { condition: "service_started" } } }),
        },
        volumes: { data: {} },
      },
    });
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const run = await project.stack("down", "demo");
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr.match(/stopping \w+/gu)).toEqual(["stopping web", "stopping stubborn", "stopping db"]);
    expect(run.stdout).toContain("stubborn had to be killed");
    expect(await leftOf(project.name)).toEqual([`volume ${project.name}_data`]);
  });

  test("works when stack.yaml is broken or gone, and from a folder below", async () => {
    const project = await testProject({ compose: { services: { web: answers() } } });
    for (const damage of [
      () => writeFile(join(project.directory, "stack.yaml"), "environments: ["),
      () => rm(join(project.directory, "stack.yaml")),
    ]) {
      expect((await project.stack("up", "demo")).exitCode).toBe(0);
      const whole = await execa("cat", [join(project.directory, "stack.yaml")]);
      await damage();
      const run = await project.stack("down", "demo");
      expect(run.exitCode, run.stderr).toBe(0);
      expect(await leftOf(project.name)).toEqual([]);
      await writeFile(join(project.directory, "stack.yaml"), whole.stdout);
    }
  });

  test("of all takes down every environment of this folder, rehearsals too, and no other folder's", async () => {
    const project = await testProject({ compose: { services: { web: answers() } } });
    const other = await testProject({ compose: { services: { web: answers() } } });
    await project.write("stack.yaml", {
      name: project.name.replace(/-demo$/u, ""),
      environments: { demo: { layers: ["compose.yaml"] }, second: { layers: ["compose.yaml"] } },
    });
    const second = project.name.replace(/demo$/u, "second-rehearsal");
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    expect((await project.stack("up", "second", "--rehearse")).exitCode).toBe(0);
    expect((await other.stack("up", "demo")).exitCode).toBe(0);
    const run = await project.stack("down", "--all");
    expect(run.exitCode, run.stderr).toBe(0);
    expect([await leftOf(project.name), await leftOf(second)]).toEqual([[], []]);
    expect(await lines("ps", "-q", ...ofProject(other.name))).toHaveLength(1);
  });

  test("runs what the files say is run before a service is stopped, inside it, and tells what fails of it", async () => {
    const says = 'echo "$$WHO in $$PWD" > /said/last';
    const project = await testProject({
      files: { "said/none": "" },
      compose: {
        services: {
          page: answers({
            volumes: ["./said:/said"],
            pre_stop: [
              { command: ["sh", "-c", says], user: "0", working_dir: "/tmp", environment: { WHO: "page" } },
              { command: ["sh", "-c", "echo no such queue >&2; exit 3"] },
            ],
          }),
        },
      },
    });
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const down = await project.stack("down", "demo");
    expect([down.exitCode, down.stderr]).toEqual([0, expect.stringContaining("ended with 3: no such queue")]);
    expect(await readFile(join(project.directory, "said/last"), "utf8")).toBe("page in /tmp\n");
  });

  test("interrupted, removes nothing, and run again goes on", async () => {
    const project = await testProject({
      compose: {
        services: {
          slow: runs("trap 'sleep 3; exit 0' TERM; while :; do sleep 0.1; done", {
            stop_signal: "SIGTERM",
            "x-stack": { "stable-for": "100ms" },
          }),
        },
      },
    });
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const running = project.start("down", "demo");
    await running.said("stopping slow");
    running.process.kill("SIGINT");
    const run = await running.ended;
    expect(run.exitCode).toBe(130);
    expect(run.stderr).toContain("goes on stopping slow");
    expect(await lines("ps", "-aq", ...ofProject(project.name))).toHaveLength(1);
    expect((await project.stack("down", "demo")).exitCode).toBe(0);
    expect(await leftOf(project.name)).toEqual([]);
  });
});
