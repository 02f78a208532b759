import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import type { Ended } from "../program/run-program.ts";
import { addBystanders, everythingOn, hostOf, named } from "./bystanders.ts";
import type { Host } from "./bystanders.ts";
import { busybox } from "./images.ts";
import { ctrlC, ctrlD, onTerminal } from "./on-terminal.ts";
import { secondEngine } from "./second-engine.ts";
import type { SecondEngine } from "./second-engine.ts";
import { answers, idles, runs } from "./services.ts";
import { openProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

let engine: SecondEngine;
let host: Host;
let project: TestProject;
let theirs: string;
let bystanders: readonly string[];

const previewSchema = z.looseObject({
  goes: z.array(z.object({ kind: z.string(), name: z.string() })),
  stays: z.array(z.object({ kind: z.string(), name: z.string() })),
});

beforeAll(async () => {
  engine = await secondEngine();
  host = hostOf(engine.host, engine.folder);
  project = await openProject();
  theirs = await mkdtemp(join(tmpdir(), "stack-theirs-"));
  await addBystanders(host, theirs, project.name);
  bystanders = await everything();
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(project.directory, { recursive: true, force: true });
  await rm(theirs, { recursive: true, force: true });
});

describe("on a host full of others", () => {
  test("clean removes exactly what its preview says, saves the data first, and comes to nothing the second time", async () => {
    await startTwice();
    const before = await everything();
    const preview = await previewOf("clean");
    expect(preview).toEqual(
      [
        `container ${project.name}-gone-1`,
        `container ${project.name}-web-run-1`,
        `image ${project.name}-made`,
        `volume ${project.name}_old`,
      ].toSorted(),
    );
    const clean = await stack("clean", "--yes", "--json");
    expect(clean.exitCode, clean.stderr).toBe(0);
    const after = await everything();
    expect(goneBetween(before, after)).toEqual(preview);
    expect(added(before, after)).toEqual([]);
    const document = z.looseObject({ backups: z.array(z.string()) }).parse(JSON.parse(clean.stdout));
    const [backup = ""] = document.backups;
    const saved = await execa("tar", ["-xOf", join(backup, `${project.name}_old.tar`), "volume/kept"]);
    expect(saved.stdout).toBe("kept");
    const again = await stack("clean", "--yes");
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining("nothing of this stack")]);
    expectBystanders(await everything());
  });

  test.each([
    ["clean", "Remove these"],
    ["reset demo --volumes", "Remove demo with its data"],
  ])(
    "%s changes nothing on a no, an empty line, an end of input, Ctrl-C, and without a terminal",
    async (line, question) => {
      await startTwice();
      const before = await everything();
      const words = line.split(" ");
      const environment = { DOCKER_HOST: engine.host };
      for (const [answer, exitCode] of [
        ["no\r", 2],
        ["y\r", 2], // data goes: its name has to be typed
        ["\r", 2],
        [ctrlD, 2],
        [ctrlC, 130],
      ] as const) {
        const run = await onTerminal({ words, directory: project.directory, environment, question, answer });
        expect(run.exitCode, `${JSON.stringify(answer)}: ${run.shown}`).toBe(exitCode);
        expect(run.shown).toContain("nothing was changed");
      }
      const run = await stack(...words);
      expect([run.exitCode, run.stdout]).toEqual([2, ""]);
      expect(run.stderr).toContain("no terminal to ask on");
      expect(await everything()).toEqual(before);
    },
  );

  test("first-run changes nothing on a no, an empty line, an end of input, Ctrl-C, and without a terminal", async () => {
    const directory = await mkdtemp(join(tmpdir(), "stack-box-"));
    const before = await everything();
    const question = "Rehearse it instead";
    for (const [answer, exitCode] of [
      ["no\r", 3],
      ["\r", 3],
      [ctrlD, 3],
      [ctrlC, 130],
    ] as const) {
      const environment = { DOCKER_HOST: engine.host };
      const run = await onTerminal({ words: ["first-run"], directory, environment, question, answer });
      expect(run.exitCode, `${JSON.stringify(answer)}: ${run.shown}`).toBe(exitCode);
    }
    const run = await stack("first-run", "--cwd", directory);
    expect([run.exitCode, run.stdout]).toEqual([2, ""]);
    expect(await everything()).toEqual(before);
    expect(await readdir(directory)).toEqual([]);
    await rm(directory, { recursive: true });
  });

  test("reset --volumes removes exactly what its preview says, and so does down without the data", async () => {
    await startTwice();
    const down = await stack("down", "demo");
    expect(down.exitCode, down.stderr).toBe(0);
    expectBystanders(await everything());
    await startTwice();
    const before = await everything();
    const preview = await previewOf("reset", "demo", "--volumes");
    const reset = await stack("reset", "demo", "--volumes", "--yes");
    expect(reset.exitCode, reset.stderr).toBe(0);
    const after = await everything();
    expect(goneBetween(before, after)).toEqual(preview);
    expectBystanders(after);
  });
});

/** What is here now and was not before, less what runs of a test made: images. */
function added(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.filter((line) => !before.includes(line));
}

function goneBetween(before: readonly string[], after: readonly string[]): readonly string[] {
  const left = new Set(named(after));
  return [...new Set(named(before).filter((line) => !left.has(line)))].map(withoutTag).toSorted();
}

function expectBystanders(now: readonly string[]): void {
  expect(bystanders.filter((line) => !now.includes(line))).toEqual([]);
}

function withoutTag(line: string): string {
  return line.replace(/^(image .*):latest$/u, "$1");
}

async function previewOf(...words: readonly string[]): Promise<readonly string[]> {
  const run = await stack(...words, "--dry-run", "--json");
  expect(run.exitCode, run.stderr).toBe(0);
  const { goes, stays } = previewSchema.parse(JSON.parse(run.stdout));
  expect(stays.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
    expect.arrayContaining(["container stolen", "network stolen", "volume stolen"]),
  );
  return goes.map(({ kind, name }) => withoutTag(`${kind} ${name}`)).toSorted();
}

/** Once with more services, volumes and an image of its own; then without: what is left over is reclaimable. */
async function startTwice(): Promise<void> {
  await project.write("stack.yaml", {
    name: project.name.replace(/-demo$/u, ""),
    environments: { demo: { layers: ["compose.yaml"] } },
  });
  const kept = { db: answers({ volumes: ["data:/data"] }), web: answers() };
  const job = runs("true");
  await project.write("Dockerfile", `FROM ${busybox}\nRUN echo made > /made\n`);
  await project.write("compose.yaml", {
    services: {
      ...kept,
      job,
      made: { ...idles({ build: "." }), image: `${project.name}-made` },
      gone: runs("echo -n kept > /old/kept", { volumes: ["old:/old"] }),
    },
    volumes: { data: {}, old: {} },
  });
  const first = await stack("up", "demo");
  expect(first.exitCode, first.stderr).toBe(0);
  await host.shell(`docker rm -f ${project.name}-made-1`);
  await host.shell(`docker rm -f ${project.name}-web-run-1 2>/dev/null || true`);
  await project.write("compose.yaml", { services: { ...kept, job }, volumes: { data: {} } });
  const second = await stack("up", "demo");
  expect(second.exitCode, second.stderr).toBe(0);
  const oneOff = ["--name", `${project.name}-web-run-1`, "web", "true"];
  await execa("docker", ["-H", engine.host, "compose", "-p", project.name, "run", "-T", ...oneOff], {
    cwd: project.directory,
    stdin: "ignore",
  });
}

function stack(...words: readonly string[]): Promise<Ended> {
  return project.stackWith({ DOCKER_HOST: engine.host }, ...words);
}

function everything(): Promise<readonly string[]> {
  return everythingOn(host);
}
