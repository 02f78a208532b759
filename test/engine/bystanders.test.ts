import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import type { Ended } from "../program/run-program.ts";
import { addBystanders, everythingOn, hostOf, named } from "./bystanders.ts";
import type { Host } from "./bystanders.ts";
import { added, goesIn, goneBetween, replacedBetween, withoutTag } from "./differences.ts";
import { busybox } from "./images.ts";
import { ctrlC, ctrlD, onTerminal } from "./on-terminal.ts";
import { startPredecessor } from "./small-predecessor.ts";
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

  test("what asks changes nothing on a no, an empty line, an end of input, Ctrl-C, and without a terminal", async () => {
    await startTwice();
    const saved = await stack("backup", "demo");
    expect(saved.exitCode, saved.stderr).toBe(0);
    const before = await everything();
    const answers = [
      ["no\r", 2],
      ["\r", 2],
      [ctrlD, 2],
      [ctrlC, 130],
    ] as const;
    // where data goes, its name has to be typed
    const answersForData = [["y\r", 2], ...answers] as const;
    for (const [line, question, refusals] of [
      ["clean", "Remove these", answersForData],
      ["reset demo", "Remove the containers and networks of demo", answers],
      ["reset demo --volumes", "Remove demo with its data", answersForData],
      ["restore demo latest", "Replace the data of demo", answersForData],
    ] as const) {
      const words = line.split(" ");
      for (const [answer, exitCode] of refusals) {
        const run = await answered(words, project.directory, [question, answer]);
        expect(run.exitCode, `${line} ${JSON.stringify(answer)}: ${run.shown}`).toBe(exitCode);
        expect(run.shown).toContain("nothing was changed");
      }
      const run = await stack(...words);
      expect([run.exitCode, run.stdout], line).toEqual([2, ""]);
      expect(run.stderr).toContain("no terminal to ask on");
    }
    expect(await everything()).toEqual(before);
  });

  test("a backup changes nothing, and a restore replaces exactly what its preview says", async () => {
    await startTwice();
    const db = `${project.name}-db-1`;
    await host.shell(`docker exec ${db} sh -c 'echo one > /data/x'`);
    const before = await everything();
    const backup = await stack("backup", "demo");
    expect(backup.exitCode, backup.stderr).toBe(0);
    expect(await everything()).toEqual(before);

    await host.shell(`docker exec ${db} sh -c 'echo two > /data/x; echo new > /data/y'`);
    const changed = await everything();
    const preview = await previewOf("restore", "demo", "latest");
    expect(preview).toEqual([`container ${db}`, `volume ${project.name}_data`]);
    const run = await stack("restore", "demo", "latest", "--yes");
    expect(run.exitCode, run.stderr).toBe(0);
    const after = await everything();
    expect(replacedBetween(changed, after)).toEqual(preview);
    expect(named(after)).toEqual(named(before));
    expect(await host.shell(`docker exec ${db} sh -c 'cd /data; tail *'`)).toBe("one");
    expectBystanders(after);
  });

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
      const run = await answered(["first-run"], directory, [question, answer]);
      expect(run.exitCode, `${JSON.stringify(answer)}: ${run.shown}`).toBe(exitCode);
    }
    const run = await stack("first-run", "--cwd", directory);
    expect([run.exitCode, run.stdout]).toEqual([2, ""]);
    expect(await everything()).toEqual(before);
    expect(await readdir(directory)).toEqual([]);
    await rm(directory, { recursive: true });
  });

  test("first-run removes of its predecessor exactly what it shows, and nothing where that is not asked for", async () => {
    const directory = await mkdtemp(join(tmpdir(), "stack-box-"));
    await startPredecessor(host, theirs);
    const before = await everything();
    const beforehand = ["first-run", "--leftovers", "remove"];
    const [left, sure] = ["keep it, adopt it", "Remove what goes of these?"];
    const notRehearsed = ["Rehearse it instead", "no\r"] as const;
    for (const [words, question, answer, exitCode] of [
      [["first-run"], left, "no\r", 3],
      [["first-run"], left, "\r", 3],
      [["first-run"], left, ctrlD, 3],
      [["first-run"], left, ctrlC, 130],
      [beforehand, sure, "no\r", 2],
      [beforehand, sure, "\r", 2],
      [beforehand, sure, ctrlD, 2],
      [beforehand, sure, ctrlC, 130],
    ] as const) {
      const run = await answered(words, directory, [question, answer], notRehearsed);
      expect(run.exitCode, `${words.join(" ")} ${JSON.stringify(answer)}: ${run.shown}`).toBe(exitCode);
    }
    const refused = await stack(...beforehand, "--cwd", directory);
    expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
    // what comes after leftovers fails here, so that nothing is started
    const broken = { name: "box", environments: { development: { layers: ["missing.yaml"] } } };
    await writeFile(join(directory, "stack.yaml"), JSON.stringify(broken));
    const kept = await stack("first-run", "--yes", "--cwd", directory);
    expect([kept.exitCode, kept.stderr]).toEqual([2, expect.stringContaining("left as it is")]);
    await rm(join(directory, "stack.yaml"));
    expect(await everything()).toEqual(before);

    const run = await answered(["first-run"], directory, [left, "remove\r"], notRehearsed);
    expect(run.exitCode, run.shown).toBe(3);
    const after = await everything();
    const preview = goesIn(refused.stderr);
    expect(preview).toEqual(["container multimodal-redis", "network llm-multimodal-stack_multimodal-net"]);
    expect(goneBetween(before, after)).toEqual(preview);
    expect(goesIn(run.shown)).toEqual(preview);
    expectBystanders(after);
    await rm(directory, { recursive: true });
  });

  test("reset removes exactly what its preview says, with data and without, and so does down without the data", async () => {
    await startTwice();
    const down = await stack("down", "demo");
    expect(down.exitCode, down.stderr).toBe(0);
    expectBystanders(await everything());
    for (const words of [
      ["reset", "demo"],
      ["reset", "demo", "--volumes"],
    ]) {
      const up = await stack("up", "demo");
      expect(up.exitCode, up.stderr).toBe(0);
      const before = await everything();
      const preview = await previewOf(...words);
      const reset = await stack(...words, "--yes");
      expect(reset.exitCode, reset.stderr).toBe(0);
      const after = await everything();
      expect(goneBetween(before, after)).toEqual(preview);
      expect(added(before, after)).toEqual([]);
      expectBystanders(after);
    }
  });
});

function expectBystanders(now: readonly string[]): void {
  expect(bystanders.filter((line) => !now.includes(line))).toEqual([]);
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

function answered(
  words: readonly string[],
  directory: string,
  ...answers: Parameters<typeof onTerminal>[0]["answers"]
): ReturnType<typeof onTerminal> {
  return onTerminal({ words, directory, environment: { DOCKER_HOST: engine.host }, answers });
}

function stack(...words: readonly string[]): Promise<Ended> {
  return project.stackWith({ DOCKER_HOST: engine.host }, ...words);
}

function everything(): Promise<readonly string[]> {
  return everythingOn(host);
}
