import { execa } from "execa";
import { expect, test } from "vitest";
import { programPath } from "../program/run-program.ts";
import { docker } from "./docker.ts";
import { idles, runs } from "./services.ts";
import { testProject } from "./test-project.ts";

/** Logs, and ends with 3 as soon as somebody says so. */
const crashes = "echo begins; until rm /tmp/go 2> /dev/null; do sleep 0.1; done; echo crashing; exit 3";

test("a followed log goes on with who is restarted, recreated, scaled up, or begins later", async () => {
  const services = {
    api: runs(crashes, { restart: "always" }),
    mute: idles({ logging: { driver: "none" } }),
  };
  const project = await testProject({ compose: { services } });
  expect((await project.stack("up", "demo")).exitCode).toBe(0);
  const api = `${project.name}-api-1`;
  const running = project.start("logs", "demo", "-f", "-t");
  await running.said("begins");
  await running.said("mute: its log cannot be read: configured logging driver does not support reading");
  await docker("exec", api, "touch", "/tmp/go");
  await running.said("exited with 3; restarted");
  await project.write("compose.yaml", {
    services: { ...services, api: { ...services.api, environment: { A: "b" } } },
  });
  expect((await project.stack("up", "demo")).exitCode).toBe(0);
  await running.said("recreated");
  await project.write("compose.yaml", {
    services: {
      ...services,
      api: { ...services.api, environment: { A: "b" }, deploy: { replicas: 2 } },
      later: runs("echo I came later; exec sleep 1000000"),
    },
  });
  expect((await project.stack("up", "demo")).exitCode).toBe(0);
  await running.said(`${project.name}-api-2 joined`);
  await running.said("I came later");
  running.process.stdout?.destroy();
  // only who writes notices that nobody reads
  await docker("exec", api, "touch", "/tmp/go");
  const { exitCode, stdout } = await running.ended;
  expect(exitCode).toBe(0);
  const lines = stdout.split("\n").filter((line) => line.startsWith("api "));
  const said = lines.map((line) => line.replace(/^api +│ \d{4}-\d\d-\d\dT[\d:.]{12}Z /u, ""));
  const [begins, crashing, exited, again] = said;
  expect([begins, crashing, exited, again]).toEqual([
    "begins",
    "crashing",
    "▸ exited with 3; restarted",
    "begins",
  ]);
  expect(said.filter((line) => line === "crashing")).toHaveLength(1);
});

test("a followed log that nobody can read ends at once, and well", async () => {
  const project = await testProject({ compose: { services: { api: idles() } } });
  expect((await project.stack("up", "demo")).exitCode).toBe(0);
  const line = 'exec "$0" "$1" logs demo -f >&-';
  const ended = await execa("sh", ["-c", line, process.execPath, programPath], {
    cwd: project.directory,
    stdin: "ignore",
    timeout: 60_000,
  });
  expect([ended.exitCode, ended.stderr]).toEqual([0, ""]);
});

test("a secret is masked that lies across the pieces in which the engine keeps a long line", async () => {
  const logs = 'printf "%016370d$TOKEN%09d$TOKEN\\n" 0 0; exec sleep 1000000';
  const service = runs(logs, { environment: { TOKEN: "${TOKEN}" } });
  const project = await testProject({
    compose: { services: { framed: service, bare: { ...service, tty: true } } },
    secrets: { TOKEN: { kind: "password", length: 24 } },
  });
  expect((await project.stack("up", "demo")).exitCode).toBe(0);
  const running = project.start("logs", "demo", "-f", "--json");
  await running.told(2);
  running.process.kill("SIGINT");
  const { exitCode, stdout } = await running.ended;
  expect(exitCode).toBe(130);
  const plain = await project.stack("logs", "demo");
  for (const said of [stdout, plain.stdout]) expect(said.match(/0{16370}\*\*\*0{9}\*\*\*/gu)).toHaveLength(2);
});
