import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Event } from "../../../src/core/events/event.ts";
import { recordedRuns, recordRun } from "../../../src/core/journal/run-journal.ts";
import { createWorld } from "../../../src/world/node-world.ts";
import { moments, seed } from "../../engine/faults/moments.ts";
import { at, plan, result } from "../report/events.ts";
import { bundleProgram, startProgram } from "../../world/child-program.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import { temporaryFolder } from "../../world/temporary-folder.ts";

const plain = (text: string): string => text;

function runAt(second: number): readonly Event[] {
  return [
    at({ type: "run-started", environment: "demo", project: "p-demo", rehearsal: false }, second),
    at(plan("web"), second),
    at({ type: "service-started", service: "web", replica: 1 }, second),
    at({ type: "service-proven", service: "web", readyMs: 1_200, proof: "port 80" }, second + 2),
    at(result({ totalMs: second }), second + 3),
  ];
}

const startedAt = (second: number): string => at(plan(), second).at;

describe("the journal of runs", () => {
  const place = { stateDirectory: "/home/ann/project/.stack", project: "p-demo" };
  const folder = `${place.stateDirectory}/runs/p-demo`;

  test("keeps the last ten, and what a killed writer left goes with the next", async () => {
    const world = fakeWorld({ files: { [`${folder}/.2026-11-20T10-00-00.000Z.json.a1b2.tmp`]: '{"sch' } });
    for (let second = 0; second < 23; second += 1) await recordRun(world, place, runAt(second), plain);
    const runs = await recordedRuns(world, place);
    expect(runs.map(({ timeline }) => timeline?.startedAt)).toEqual(
      Array.from({ length: 10 }, (_, index) => startedAt(13 + index)),
    );
    expect(world.files.paths()).toHaveLength(10);
  });

  test("lets nobody else look: 0700 and 0600", async () => {
    const state = join(await temporaryFolder(), ".stack");
    await recordRun(createWorld(undefined), { stateDirectory: state, project: "p-demo" }, runAt(0), plain);
    const runs = join(state, "runs", "p-demo");
    const modes = await Promise.all(
      [state, join(runs, (await readdir(runs))[0] ?? "")].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o600]);
  });

  test("has the newest run last, also after the clock was set back", async () => {
    const world = fakeWorld();
    for (let second = 100; second < 112; second += 1) await recordRun(world, place, runAt(second), plain);
    for (const second of [40, 41, 20]) await recordRun(world, place, runAt(second), plain);
    const runs = await recordedRuns(world, place);
    expect(runs).toHaveLength(10);
    expect(runs.slice(-3).map(({ timeline }) => timeline?.startedAt)).toEqual([40, 41, 20].map(startedAt));
  });

  test("passes over what cannot be read: half a file, nothing, something else", async () => {
    const world = fakeWorld({
      files: {
        [`${folder}/2026-11-21T09-00-00.000Z.json`]: '{"schema":1,"events":[{"type":"run-sta',
        [`${folder}/2026-11-21T09-00-01.000Z.json`]: "",
        [`${folder}/2026-11-21T09-00-02.000Z.json`]: "[]",
        [`${folder}/2026-11-21T09-00-03.000Z.json`]: { unreadable: "permission denied" },
      },
    });
    await recordRun(world, place, runAt(0), plain);
    expect(await recordedRuns(world, place)).toHaveLength(1);
  });

  test("costs a run nothing when the disk is full", async () => {
    const world = fakeWorld();
    world.files.refuseWriting(place.stateDirectory, "ENOSPC");
    await recordRun(world, place, runAt(0), plain);
    expect(await recordedRuns(world, place)).toEqual([]);
  });

  test("written by a newer version is read as far as it is known", async () => {
    const newer = {
      schema: 7,
      kept: "for ever",
      events: [
        { type: "model-summoned", at: startedAt(0), incantation: "…" },
        { type: "service-proven", at: startedAt(1), service: "web", readyMs: 900, proof: { kind: "port" } },
      ],
      timeline: { services: "elsewhere" },
    };
    const world = fakeWorld({
      files: { [`${folder}/2027-01-01T00-00-00.000Z.json`]: JSON.stringify(newer) },
    });
    const [run] = await recordedRuns(world, place);
    expect(run?.events.map(({ type }) => type)).toEqual(["model-summoned", "service-proven"]);
    expect(run?.timeline).toBeUndefined();
  });

  test("written by an older version, without what came later, is read", async () => {
    const [service] = [
      { name: "web", createdMs: 1, startedMs: 2, firstProbeMs: 3, readyMs: 4, waitedFor: [], phases: [] },
    ];
    const older = {
      schema: 1,
      events: [{ type: "run-started", at: startedAt(0) }],
      timeline: {
        environment: "demo",
        rehearsal: false,
        startedAt: startedAt(0),
        totalMs: 9,
        criticalPath: [],
        lostMs: 0,
        services: [service],
      },
    };
    const world = fakeWorld({
      files: { [`${folder}/2026-01-01T00-00-00.000Z.json`]: JSON.stringify(older) },
    });
    const [run] = await recordedRuns(world, place);
    expect(run?.timeline).toMatchObject({
      totalMs: 9,
      criticalMs: 0,
      services: [{ name: "web", state: null }],
    });
  });

  test("has all that the first version looks for", async () => {
    const firstVersion = z.object({
      schema: z.literal(1),
      project: z.string(),
      events: z.array(z.looseObject({ type: z.string(), at: z.iso.datetime() })).min(1),
      timeline: z.object({
        environment: z.string(),
        rehearsal: z.boolean(),
        startedAt: z.string(),
        totalMs: z.number(),
        criticalPath: z.array(z.string()),
        lostMs: z.number(),
        services: z.array(
          z.object({
            name: z.string(),
            createdMs: z.number().nullable(),
            startedMs: z.number().nullable(),
            firstProbeMs: z.number().nullable(),
            readyMs: z.number().nullable(),
            waitedFor: z.array(z.string()),
            phases: z.array(z.object({ name: z.string(), fromMs: z.number() })),
          }),
        ),
      }),
    });
    const world = fakeWorld();
    await recordRun(world, place, runAt(0), plain);
    const [path = ""] = world.files.paths();
    expect(firstVersion.safeParse(JSON.parse(world.files.textAt(path) ?? "")).error).toBeUndefined();
  });
});

describe(`a journal whose writer is killed (seed ${String(seed)})`, () => {
  test.each(moments("journal"))(
    "after %f of a moment has only whole runs, and room for more",
    async (part) => {
      const directory = await temporaryFolder();
      const state = join(directory, ".stack");
      const program = await bundleProgram(writer, directory);
      await writeFile(join(directory, "events.json"), JSON.stringify(runAt(0)));
      const child = startProgram(program, [state, join(directory, "events.json")]);
      await child.nextLine();
      await delay(part * 100);
      child.process.kill("SIGKILL");
      await child.ended;
      const world = createWorld(undefined);
      const place = { stateDirectory: state, project: "p-demo" };
      const runs = join(state, "runs", "p-demo");
      const whole = (await readdir(runs)).filter((file) => file.endsWith(".json"));
      expect(await recordedRuns(world, place)).toHaveLength(whole.length);
      await recordRun(world, place, runAt(99), plain);
      const after = await readdir(runs);
      expect(after.length).toBeLessThanOrEqual(10);
      expect(after.filter((file) => !file.endsWith(".json"))).toEqual([]);
      expect((await recordedRuns(world, place)).at(-1)?.timeline?.startedAt).toBe(startedAt(99));
    },
  );
});

/** Writes run after run, each a little later than the one before, until somebody ends it. */
const writer = `
  import { readFileSync } from "node:fs";
  import { recordRun } from "./src/core/journal/run-journal.ts";
  import { nodeFiles } from "./src/world/files/node-files.ts";
  const [stateDirectory, file] = process.argv.slice(2);
  const events = JSON.parse(readFileSync(file, "utf8"));
  for (let run = 0; ; run += 1) {
    const at = new Date(Date.parse(events[0].at) + run).toISOString();
    const place = { stateDirectory, project: "p-demo" };
    await recordRun({ files: nodeFiles }, place, [{ ...events[0], at }, ...events.slice(1)], (text) => text);
    if (run === 0) console.log("begun");
  }
`;
