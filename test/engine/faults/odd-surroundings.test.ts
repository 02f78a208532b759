import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Ended } from "../../program/run-program.ts";
import { statesIn } from "../../program/stream.ts";
import { containerIds, docker, leftOf } from "../docker.ts";
import { answers } from "../services.ts";
import { testProject } from "../test-project.ts";
import type { TestProject } from "../test-project.ts";
import { count, record, seed } from "./moments.ts";

const isRoot = process.getuid?.() === 0;
const clockFile = join(import.meta.dirname, "jumping-clock.cjs");

/** With data, and a secret in a file and one in a variable. */
async function smallProject(): Promise<TestProject> {
  return testProject({
    secrets: {
      TOKEN: { kind: "password", length: 24 },
      FILE_TOKEN: { kind: "password", length: 24, file: "file_token", mode: "0444" },
    },
    compose: {
      services: {
        page: answers({
          environment: { TOKEN: "${TOKEN}" },
          secrets: ["file_token"],
          volumes: ["data:/data"],
        }),
      },
      volumes: { data: {} },
      secrets: { file_token: { file: "./secrets/demo/file_token" } },
    },
  });
}

function inPage({ name }: TestProject, line: string): Promise<string> {
  return docker("exec", `${name}-page-1`, "sh", "-c", line);
}

/** Written by a person before the command; never by the program. */
const remember = "echo kept > /data/kept";
const recall = "cat /data/kept 2>/dev/null || echo gone";

/** What a person does with an environment in the course of its life, and how each ends in ordinary surroundings. */
const life: readonly (readonly string[])[] = [
  ["plan", "demo"],
  ["doctor", "demo"],
  ["up", "demo"],
  ["logs", "demo", "--tail", "5"],
  ["secrets", "list", "demo"],
  ["secrets", "check", "demo"],
  ["secrets", "rotate", "demo", "TOKEN", "FILE_TOKEN"],
  ["backup", "demo"],
  ["timeline", "demo"],
  ["lint"],
  ["compose", "demo", "--", "ps"],
  ["down", "demo"],
  ["up", "demo"],
];

type Variables = Readonly<Record<string, string>>;

const clockAt = (byMs: number): Variables => ({
  NODE_OPTIONS: `--require=${clockFile}`,
  JUMP_AFTER_MS: "-1",
  JUMP_BY_MS: String(byMs),
});
const dayMs = 24 * 3_600_000;

/** Of every user's own shell, or of somebody's idea of it. */
const surroundings: readonly (readonly [string, Variables])[] = [
  ["a Turkish locale", { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" }],
  ["a German locale", { LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8", LANGUAGE: "de" }],
  ["the locale C", { LANG: "C", LC_ALL: "C" }],
  ["a locale that does not exist", { LANG: "%s", LC_ALL: "zz_ZZ.nonsense" }],
  ["a temporary folder that does not exist", { TMPDIR: "/nonexistent" }],
  ["a clock that is a day behind", clockAt(-dayMs)],
  ["a clock that is years behind", clockAt(-20_000 * dayMs)],
  ["a clock that is a day ahead", clockAt(dayMs)],
  ["a Node that throws at __proto__", { NODE_OPTIONS: "--disable-proto=throw" }],
  ["a Node that throws at what is deprecated", { NODE_OPTIONS: "--pending-deprecation --throw-deprecation" }],
  ["a Node that evaluates no text", { NODE_OPTIONS: "--disallow-code-generation-from-strings" }],
  ["a Node with little memory", { NODE_OPTIONS: "--max-old-space-size=64" }],
  ["a Node that is inspected", { NODE_OPTIONS: "--inspect=127.0.0.1:0" }],
  ["a Node that reads modules by default", { NODE_OPTIONS: "--experimental-default-type=module" }],
  ["a Node that says where warnings come from", { NODE_OPTIONS: "--trace-warnings --trace-exit" }],
];

/** Others each time, as many as there are moments. */
function some<T>(all: readonly T[]): readonly T[] {
  return Array.from(
    { length: Math.min(count, all.length) },
    (_, index) => all[(seed + index) % all.length],
  ).flatMap((each) => (each === undefined ? [] : [each]));
}

async function expectWell(
  project: TestProject,
  variables: Variables,
  words: readonly string[],
): Promise<Ended> {
  const run = await project.stackWith(variables, ...words);
  expect([words.join(" "), run.exitCode], run.stdout + run.stderr).toEqual([words.join(" "), 0]);
  return run;
}

describe(`surroundings that are nobody's fault (seed ${String(seed)})`, () => {
  test.each(some(surroundings))("in %s everything goes as always", async (name, variables) => {
    const project = await smallProject();
    for (const words of life) await expectWell(project, variables, words);
    await inPage(project, remember);
    // the last one that was made, whatever the clock said when it was
    await expectWell(project, variables, ["backup", "demo"]);
    await inPage(project, "rm /data/kept");
    await expectWell(project, variables, ["restore", "demo", "latest", "--yes"]);
    expect(await inPage(project, recall)).toBe("kept");
    // to whom nothing is odd finds nothing odd
    for (const words of [["up"], ["secrets", "check"]]) await expectWell(project, {}, [...words, "demo"]);
    await expectWell(project, variables, ["reset", "demo", "--volumes", "--yes"]);
    expect(await leftOf(project.name)).toEqual([]);
    record("odd surroundings", { name, exitCode: 0 });
  });
});

/** A complaint that says what is and what to type, and is no bug. */
function expectComplaint(run: Ended, exitCode: number, about: RegExp): void {
  const said = run.stdout + run.stderr;
  expect([run.exitCode, said]).toEqual([exitCode, expect.stringMatching(about)]);
  expect(said).toMatch(/▸|next:/u);
  expect(said).not.toMatch(/bug in stack|^\s+at .*:\d+:\d+\)?$/mu);
}

async function everyFile(folder: string): Promise<Readonly<Record<string, string>>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.toSorted().map(async (file) => [file, await readFile(file, "base64")] as const)),
  );
}

/** The folder can only be read from here on, until the given work is done. */
async function whileReadOnly(folder: string, work: () => Promise<void>): Promise<void> {
  await execa("sh", ["-c", 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0"', folder]);
  try {
    await work();
  } finally {
    await execa("umount", ["-l", folder]);
  }
}

describe.runIf(isRoot)("a folder that can only be read", () => {
  test("from the beginning on: nothing is started with secrets that could not be kept", async () => {
    const project = await smallProject();
    const before = await everyFile(project.directory);
    await whileReadOnly(project.directory, async () => {
      expectComplaint(await project.stack("up", "demo"), 3, /read-only/u);
      expectComplaint(await project.stack("secrets", "generate", "demo"), 3, /read-only/u);
      expectComplaint(await project.stack("up", "demo", "--rehearse"), 3, /read-only/u);
      for (const words of [["plan"], ["doctor"], ["secrets", "list"], ["down"]])
        await expectWell(project, {}, [...words, "demo"]);
    });
    expect(await leftOf(project.name)).toEqual([]);
    expect(await everyFile(project.directory)).toEqual(before);
    await expectWell(project, {}, ["up", "demo"]);
  });

  test("of what runs: it is looked at, stopped and started; what would have to be written is left, and said", async () => {
    const project = await smallProject();
    await expectWell(project, {}, ["up", "demo"]);
    await inPage(project, remember);
    await expectWell(project, {}, ["backup", "demo"]);
    const [before, ids] = [await everyFile(project.directory), await containerIds(project.name)];
    await whileReadOnly(project.directory, async () => {
      for (const words of [["plan"], ["logs"], ["secrets", "check"], ["timeline"]])
        await expectWell(project, {}, [...words, "demo"]);
      expectComplaint(await project.stack("secrets", "rotate", "demo", "TOKEN"), 3, /read-only/u);
      expectComplaint(await project.stack("backup", "demo"), 1, /was not saved.*read-only/u);
      expectComplaint(
        await project.stack("restore", "demo", "latest", "--yes"),
        1,
        /read-only.*\n.*writable/u,
      );
      expectComplaint(await project.stack("reset", "demo", "--volumes", "--yes"), 1, /read-only/u);
      expect(await containerIds(project.name)).toEqual(ids);
      await expectWell(project, {}, ["down", "demo"]);
      const up = await expectWell(project, {}, ["up", "demo"]);
      expect(up.stderr).toMatch(/written down.*read-only/u);
    });
    expect(await everyFile(project.directory)).toEqual(before);
    expect(await inPage(project, recall)).toBe("kept");
    await expectWell(project, {}, ["up", "demo"]);
    await expectWell(project, {}, ["secrets", "check", "demo"]);
  });
});

describe.runIf(isRoot)("a temporary folder that is full", () => {
  test("is nobody's concern: nothing of a life needs it, a rehearsal neither", async () => {
    const folder = await mkdtemp(join(tmpdir(), "stack-full-"));
    await execa("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
    onTestFinished(async () => {
      await execa("umount", ["-l", folder]);
      await rm(folder, { recursive: true });
    });
    await writeFile(join(folder, "filling"), Buffer.alloc(100_000)).catch(() => undefined);
    const project = await smallProject();
    const full = { TMPDIR: folder };
    const rehearsal = await expectWell(project, full, ["up", "demo", "--rehearse", "--json"]);
    expect(statesIn(rehearsal.stdout)).toEqual({ page: "ready" });
    await expectWell(project, full, ["down", "demo", "--rehearse"]);
    for (const words of life) await expectWell(project, full, words);
    await expectWell(project, full, ["restore", "demo", "latest", "--yes"]);
    await expectWell(project, full, ["reset", "demo", "--volumes", "--yes"]);
    expect(await leftOf(project.name)).toEqual([]);
  });
});
