import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../program/run-program.ts";
import { docker } from "./docker.ts";
import { secretProject } from "./secret-project.ts";
import type { SecretProject } from "./secret-project.ts";
import { watchCommandLines } from "./watch-command-lines.ts";

let project: SecretProject;

beforeAll(async () => {
  project = await secretProject();
});
afterAll(() => project.close());

const envFile = () => readFile(join(project.directory, ".env.demo"), "utf8");
const values = async () =>
  [await project.value("POSTGRES_PASSWORD"), await project.value("REDIS_PASSWORD")] as const;

/** Whether PostgreSQL and Redis let a client in with these. */
async function logIns([postgres, redis]: readonly [string, string]): Promise<readonly boolean[]> {
  return [await project.letsIn("postgres", postgres), await project.letsIn("redis", redis)];
}

async function goesOn(client: "writer" | "reader"): Promise<void> {
  const { ok } = await project.said(client);
  await expect.poll(async () => (await project.said(client)).ok, { timeout: 15_000 }).toBeGreaterThan(ok + 3);
}

/** What anybody with the engine's socket can see of these containers, and all they logged: every statement, here. */
async function everythingShown(): Promise<string> {
  const services = ["postgres", "redis", "writer", "reader"];
  const ids = await Promise.all(services.map((service) => project.container(service)));
  const logs = await Promise.all(ids.map((id) => docker("logs", id)));
  return [await docker("inspect", ...ids), ...logs].join("\n");
}

const count = async () => {
  const psql = ["psql", "-U", "multimodal", "-d", "postgres", "-Atc", "select count(*) from written"];
  return Number(await docker("exec", await project.container("postgres"), ...psql));
};

describe("the secrets of a running environment", () => {
  it("are generated and started with, whatever the caller's shell exports", async () => {
    const generated = await project.stack("secrets", "generate", "demo", "--json");
    expect(generated.exitCode, generated.stderr).toBe(0);
    expect(JSON.parse(generated.stdout)).toMatchObject({
      generated: ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "API_KEY", "SALT"],
    });
    const { directory } = project;
    const environment = { POSTGRES_PASSWORD: "from-the-shell", API_KEY: "from-the-shell" };
    const up = await runProgram({ words: ["up", "demo", "--json"], directory, environment });
    expect(up.exitCode, up.stdout).toBe(0);
    expect(await logIns(await values())).toEqual([true, true]);
    expect(await docker("inspect", await project.container("api"))).not.toContain("from-the-shell");
  });

  it("are rotated under clients that never rest, without a failed request", async () => {
    const before = await values();
    const api = await project.container("api");
    const clients = ["writer", "reader"] as const;
    const failedBefore = await Promise.all(
      clients.map(async (client) => (await project.said(client)).failed),
    );
    const stopWatching = watchCommandLines();
    const rotated = await project.stack("secrets", "rotate", "demo", "--json");
    const commandLines = await stopWatching();
    expect(rotated.exitCode, rotated.stderr).toBe(0);
    expect(commandLines).toContain("psql");
    const shown = `${rotated.stdout}${rotated.stderr}${commandLines}${await everythingShown()}`;
    for (const value of [...before, ...(await values())]) expect(shown).not.toContain(value);
    expect(JSON.parse(rotated.stdout)).toMatchObject({
      result: "rotated",
      names: ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "API_KEY"],
    });
    expect(await logIns(await values())).toEqual([true, true]);
    expect(await logIns(before)).toEqual([false, false]);
    // what asks inside a store, its health check first, reads the new one too
    for (const service of ["postgres", "redis"] as const) {
      const held = await docker(
        "exec",
        await project.container(service),
        "cat",
        `/run/secrets/${service}_password`,
      );
      expect(held.trim()).toBe(await project.value(`${service.toUpperCase()}_PASSWORD`));
    }
    // a value in the environment takes a new container
    expect(await project.container("api")).not.toBe(api);
    for (const client of clients) await goesOn(client);
    const failed = await Promise.all(clients.map(async (client) => (await project.said(client)).failed));
    expect(failed).toEqual(failedBefore);
  });

  // each moment is a step of the rotation, and somewhere within it
  it.each([
    ["stopping the services", 0],
    ["changing them inside", 180],
    ["writing the files", 0],
    ["starting the services", 350],
    ["proving that", 60],
  ])("are rotated by the next run after kill -9 at «%s», %i ms later", async (moment, delayMs) => {
    const before = await values();
    const cut = project.start("secrets", "rotate", "demo");
    await cut.said(moment);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    cut.process.kill("SIGKILL");
    await cut.ended;
    const again = await project.stack("secrets", "rotate", "demo", "--json");
    expect(again.exitCode, again.stderr).toBe(0);
    expect(await logIns(await values())).toEqual([true, true]);
    expect(await logIns(before)).toEqual([false, false]);
    await goesOn("writer");
    await goesOn("reader");
  });

  it("come back everywhere when a service does not come up with the new ones", async () => {
    const before = await values();
    const [, key = ""] = /^API_KEY=(.*)$/mu.exec(await envFile()) ?? [];
    await project.write("only/value", key);
    const undone = await project.stack("secrets", "rotate", "demo", "--json");
    expect(undone.exitCode, undone.stderr).toBe(1);
    expect(JSON.parse(undone.stdout)).toMatchObject({ result: "undone" });
    expect(undone.stderr).toContain("api exited with code 1");
    expect(await values()).toEqual(before);
    expect(await envFile()).toContain(`API_KEY=${key}\n`);
    expect(await logIns(before)).toEqual([true, true]);
    expect(await docker("inspect", "-f", "{{.State.Running}}", await project.container("api"))).toBe("true");
    await goesOn("writer");
    await rm(join(project.directory, "only/value"));
  });

  it("that never change are refused with the reason", async () => {
    const refused = await project.stack("secrets", "rotate", "demo", "SALT");
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("SALT never changes: data is encrypted with it");
  });

  it("that never change may be others where no data is left that needs them, by what is advised", async () => {
    await writeFile(join(project.directory, "secrets/demo/salt"), "0123456789abcdef0123456789abcdef");
    const up = await project.stack("up", "demo", "--json");
    expect(up.exitCode).toBe(3);
    expect(up.stdout).toContain("stack up demo --ignore secrets.immutable-changed");
    const answeredFor = await project.stack("up", "demo", "--ignore", "secrets.immutable-changed");
    expect(answeredFor.exitCode, answeredFor.stderr).toBe(0);
    expect((await project.stack("secrets", "check", "demo")).exitCode).toBe(0);
  });

  it("keep a start from running into a volume that was made with another password", async () => {
    const right = await project.value("POSTGRES_PASSWORD");
    const file = join(project.directory, "secrets/demo/postgres_password");
    await writeFile(file, "another-one-by-hand-0123456789");
    for (const words of [
      ["up", "demo"],
      ["secrets", "check", "demo"],
      ["doctor", "demo"],
    ]) {
      const { exitCode, stdout, stderr } = await project.stack(...words);
      expect(exitCode).toBe(3);
      expect(`${stdout}${stderr}`).toContain("works with another POSTGRES_PASSWORD");
      expect(`${stdout}${stderr}`).toMatch(
        /cp -f \S+\/backup\/postgres_password\.\S+ \S+ && stack secrets generate demo/u,
      );
      expect(`${stdout}${stderr}`).not.toContain(right);
    }
    const rotated = await project.stack("secrets", "rotate", "demo", "POSTGRES_PASSWORD", "--json");
    expect(rotated.exitCode, rotated.stderr).toBe(0);
    expect((await project.stack("secrets", "check", "demo")).exitCode).toBe(0);
    expect(await logIns(await values())).toEqual([true, true]);
  });

  it("lead out of that while nothing runs, by typing what is advised and nothing else", async () => {
    const rows = await count();
    expect((await project.stack("down", "demo")).exitCode).toBe(0);
    await writeFile(
      join(project.directory, "secrets/demo/postgres_password"),
      "once-more-by-hand-0123456789",
    );
    // nobody has the old value any more
    await rm(join(project.directory, "secrets/demo/backup"), { recursive: true, force: true });
    const typed: string[] = [];
    const type = async (command: string): Promise<void> => {
      typed.push(command);
      expect(typed.length, typed.join("\n")).toBeLessThan(6);
      const { exitCode, stdout, stderr } = await project.stack(...command.split(" ").slice(1), "--json");
      if (exitCode === 0) return;
      const fixes = [...stdout.matchAll(/"fix": ?"([^"]+)"/gu)].map(([, fix = ""]) => fix);
      const advised = fixes
        .flatMap((fix) => fix.split(/, then: |; or /u))
        .filter((words) => words.startsWith("stack "));
      expect(advised.length, `${command}: ${stdout}${stderr}`).toBeGreaterThan(0);
      for (const next of new Set(advised)) await type(next);
    };
    await type("stack up demo");
    expect(typed).toEqual([
      "stack up demo",
      "stack secrets rotate demo POSTGRES_PASSWORD",
      "stack up demo --only postgres --ignore secrets.drift",
      "stack secrets rotate demo POSTGRES_PASSWORD",
    ]);
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    expect(await logIns(await values())).toEqual([true, true]);
    expect(await count()).toBeGreaterThanOrEqual(rows);
  });

  it("and data survive a volume whose definition changed: it is refused", async () => {
    const rows = await count();
    const text = JSON.stringify({ volumes: { data: { labels: { backup: "daily" } } } });
    await project.write("more.yaml", text);
    const up = await project.stack("up", "demo", "-f", "more.yaml");
    expect(up.exitCode).toBe(3);
    expect(`${up.stdout}${up.stderr}`).toContain("is not what the files say now");
    expect(await count()).toBeGreaterThanOrEqual(rows);
  });
});
