import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandTable } from "../../src/cli/command-table.ts";
import { allTextIn, shownIn } from "./canaries.ts";
import { docker, lines, ofProject } from "./docker.ts";
import { secretProject } from "./secret-project.ts";
import type { SecretProject } from "./secret-project.ts";
import { watchCommandLines } from "./watch-command-lines.ts";

let project: SecretProject;

beforeAll(async () => {
  project = await secretProject();
});
afterAll(() => project.close());

const names = ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "SALT"] as const;

async function values(): Promise<readonly string[]> {
  const [, key = ""] = /^API_KEY=(.+)$/mu.exec(await file(".env.demo")) ?? [];
  return [...(await Promise.all(names.map((name) => project.value(name)))), key];
}

async function file(name: string): Promise<string> {
  return readFile(join(project.directory, name), "utf8");
}

/** Each with its exit code, in this order, on a real PostgreSQL and a real Redis: it meets what those before have left. */
const whileItRuns = [
  ["plan demo --json --verbose", 0],
  ["up demo --json --verbose --junit up.xml --timeline up.html", 0],
  ["status demo --json", 0],
  ["logs demo", 0],
  ["logs demo postgres redis --json --tail 1000", 0],
  ["doctor demo --json --verbose --report --junit doctor.xml", 0],
  ["doctor demo --fix --yes", 0],
  ["lint demo --json", 0],
  ["gpu --json", 0],
  ["timeline demo", 0],
  ["timeline demo --html timeline.html", 0],
  ["completion bash", 0],
  ["compose demo -- config", 0],
  ["compose demo -- --profile more config", 0],
  ["compose demo -- logs --tail 5", 0],
  ["secrets list demo --json", 0],
  ["secrets list demo --show POSTGRES_PASSWORD", 2],
  ["secrets check demo --verbose", 0],
  ["secrets export demo --passphrase-file passphrase --out box.age", 0],
  ["secrets import demo box.age --passphrase-file passphrase --yes", 0],
  ["secrets rotate demo SALT", 2],
  ["secrets rotate demo --verbose", 0],
  ["backup demo --json --verbose", 0],
  ["restore demo latest --dry-run --json", 0],
  ["restore demo latest --yes --verbose", 0],
] as const;

const whileItEnds = [
  ["clean --dry-run --json", 0],
  ["clean --yes --json --verbose", 0],
  ["reset demo --dry-run --json", 0],
  ["down demo --json", 0],
  ["reset demo --volumes --yes --json --verbose", 0],
  ["init --json", 2],
  ["up nothing", 2],
] as const;

/** It starts the development environment of a bare box, by the commands above: its own test looks for secrets. */
const isMadeOfOthers = "first-run";

const words = (line: string): readonly string[] => line.split(" ");

test("the commands that are tried are all there are", () => {
  const tried = [...whileItRuns, ...whileItEnds].map(([line]) => words(line)[0] ?? "");
  const all = commandTable.map(({ usage }) => words(usage)[0] ?? "");
  expect(new Set([...tried, isMadeOfOthers])).toEqual(new Set(all));
});

test("no command shows a value, records it, or hands it on where others can read it", async () => {
  await project.write("passphrase", "four words of nobody else\n");
  const generated = await project.stack("secrets", "generate", "demo");
  expect(generated.exitCode, generated.stderr).toBe(0);
  const first = await values();
  const stopWatching = watchCommandLines();
  const said: string[] = [];
  const run = async ([line, code]: readonly [string, number]): Promise<void> => {
    const { exitCode, stdout, stderr } = await project.stack(...words(line));
    expect(exitCode, `${line}: ${stderr}`).toBe(code);
    said.push(`$ stack ${line}\n${stdout}\n${stderr}`);
  };
  for (const line of whileItRuns) await run(line);
  const second = await values();
  const inspected = await docker("inspect", ...(await lines("ps", "-aq", ...ofProject(project.name))));
  for (const line of whileItEnds) await run(line);
  const commandLines = await stopWatching();

  expect(second[0]).not.toBe(first[0]);
  const canaries = [...new Set([...first, ...second, "four words of nobody else"])];
  for (const text of said) expect(shownIn(text, canaries), text.split("\n")[0]).toEqual([]);
  for (const name of ["up.xml", "up.html", "timeline.html", "doctor.xml"]) {
    const text = await file(name);
    expect(text, name).toContain(name === "doctor.xml" ? "<testsuite" : "postgres");
    expect(shownIn(text, canaries), name).toEqual([]);
  }
  // it stands in the env file, which is to say: services read it from their environment
  const declared = new Set([first[3], second[3]]);
  const hidden = canaries.filter((value) => !declared.has(value));
  expect(shownIn(inspected, hidden), "docker inspect").toEqual([]);
  expect(shownIn(commandLines, canaries), "command lines").toEqual([]);
  expect(shownIn(await allTextIn(join(project.directory, ".stack")), canaries), "the state folder").toEqual(
    [],
  );
  for (const name of ["up.xml", "up.html", "doctor.xml", "timeline.html", "box.age"])
    expect(shownIn(await file(name), canaries), name).toEqual([]);
});
