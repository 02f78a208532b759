import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allTextIn, shownIn } from "./canaries.ts";
import { docker, lines, ofProject } from "./docker.ts";
import { runs } from "./services.ts";
import { shippedProject } from "./shipped-project.ts";
import { testProject } from "./test-project.ts";
import { watchCommandLines } from "./watch-command-lines.ts";

/** The values of an environment's secrets, as they stand in its files. */
async function valuesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /^[a-z0-9_]+$/u.test(name) && name !== "backup");
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.map((text) => text.trim()).filter((text) => text.length >= 20);
}

test("no command shows, records or hands on a secret of the shipped stack's rehearsal", async () => {
  const project = await shippedProject();
  const generated = await project.stack("secrets", "generate", "dev");
  expect(generated.exitCode, generated.stderr).toBe(0);
  const canaries = await valuesIn(join(project.directory, "secrets/development"));
  expect(canaries.length).toBeGreaterThan(10);

  const stopWatching = watchCommandLines();
  const said: string[] = [generated.stdout, generated.stderr];
  const keep = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): void => {
    said.push(stdout, stderr);
  };
  const rehearsed = await project.rehearse("--json", "--verbose");
  expect(rehearsed.exitCode, rehearsed.stdout).toBe(0);
  keep(rehearsed);
  for (const words of commandsOfAnEnvironment) keep(await project.stack(...words.split(" ")));
  const containers = await lines("ps", "-aq", ...ofProject(project.rehearsal));
  expect(containers.length).toBeGreaterThan(10);
  const inspected = await docker("inspect", ...containers);
  keep(await project.stack("down", "dev", "--rehearse"));
  const commandLines = await stopWatching();

  const places = {
    "standard output and error": said.join("\n"),
    "the state folder": await allTextIn(join(project.directory, ".stack")),
    "docker inspect": inspected,
    "command lines": commandLines,
  };
  for (const [place, text] of Object.entries(places)) {
    expect(shownIn(text, canaries), place).toEqual([]);
  }
});

const commandsOfAnEnvironment = [
  "secrets list dev",
  "secrets list dev --json",
  "secrets list dev --show POSTGRES_PASSWORD",
  "secrets check dev --json",
  "secrets rotate dev POSTGRES_PASSWORD",
  "plan dev --json",
  "plan dev --gpu single",
  "doctor dev --json --verbose",
  "status dev --json",
  "logs dev --json",
  "logs dev --tail 5",
  "timeline dev",
  "timeline dev --html timeline.html",
  "compose dev -- version",
  "up dev --only nothing --verbose",
];

test("what was generated in this run is masked in the logs that it shows, and in its journal", async () => {
  const project = await testProject({
    secrets: { TOKEN: { kind: "password", file: "token", mode: "0444" } },
    compose: {
      services: {
        talker: runs("echo token is $(cat /run/secrets/token); echo for $(cat /run/secrets/token); exit 3", {
          secrets: ["token"],
        }),
      },
      secrets: { token: { file: "./secrets/demo/token" } },
    },
  });
  const up = await project.stack("up", "demo", "--json", "--junit", "junit.xml");
  expect(up.exitCode).toBe(4);
  expect(up.stdout).toContain("token is ");
  const [token = ""] = await valuesIn(join(project.directory, "secrets/demo"));
  expect(token).toHaveLength(32);
  const logs = await project.stack("logs", "demo");
  expect(logs.stdout).toContain("token is ");
  const [shown = ""] = await lines("ps", "-aq", ...ofProject(project.name));
  expect(await docker("logs", shown)).toContain(token);
  const recorded = `${await allTextIn(join(project.directory, ".stack"))}${await readFile(join(project.directory, "junit.xml"), "utf8")}`;
  expect(recorded).toContain("token is ");
  for (const text of [up.stdout, up.stderr, logs.stdout, logs.stderr, recorded]) {
    expect(text).not.toContain(token);
  }
});
