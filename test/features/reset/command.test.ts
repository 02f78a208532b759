import { describe, expect, it } from "vitest";
import { openContext } from "../../../src/command/open-context.ts";
import { reset } from "../../../src/features/reset/command.ts";
import {
  readRestoreJournal,
  unfinishedRestoreCheck,
  writeRestoreJournal,
} from "../../../src/features/backup/restore/restore-journal.ts";
import { record } from "../../core/ownership/things.ts";
import { volume } from "../../core/ownership/things.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import type { FakeContainer } from "../../world/fake-container.ts";
import { box, here } from "../compose/doctor-box.ts";

const project = "shop-demo";
const labels = { "com.docker.compose.project": project, "com.docker.compose.volume": "data" };
const data = volume("data", { name: "shop-demo_data", labels });
const mounts = [{ type: "volume", name: data.name, source: "", destination: "/data" }];
const guest = {
  ...fakeContainer({ project: "", service: "", id: "guest", name: "psql-of-ann", mounts }),
  labels: {},
};

function db(change: Partial<FakeContainer> = {}) {
  const folder = { "com.docker.compose.project.working_dir": here };
  return fakeContainer({ project, service: "db", labels: folder, mounts, ...change });
}

function boxWith(containers: readonly ReturnType<typeof db>[]) {
  const volumes = [{ name: data.name, createdAt: data.createdAt }];
  const known = record({ project, environment: "demo", folder: here, volumes });
  return box({
    engine: { containers, volumes: [data] },
    files: { [`${here}/.stack/resources/${project}.json`]: JSON.stringify(known) },
  });
}

async function runReset(world: ReturnType<typeof box>, options: Readonly<Record<string, unknown>> = {}) {
  const given = { color: false, yes: true, volumes: true, backup: false, ...options };
  const opened = await openContext(world, ["demo"], { options: given, commands: [], startGuards: [] });
  if (opened.kind === "failed") throw new Error(opened.error.message);
  return reset(opened.value);
}

describe("stack reset --volumes", () => {
  it("names the stranger that uses the data, where nothing else is left to remove", async () => {
    const world = boxWith([guest]);
    const outcome = await runReset(world);
    expect(outcome).toMatchObject({
      kind: "unexpected",
      message: expect.stringContaining("psql-of-ann uses it"),
    });
    expect(world.terminal.outText).not.toContain("nothing of demo");
    expect(world.engine.calls).toEqual([]);
  });

  it("does so too after it has removed the rest", async () => {
    const world = boxWith([db(), guest]);
    const outcome = await runReset(world, { json: true });
    expect(outcome).toMatchObject({ kind: "unexpected", message: expect.stringContaining("psql-of-ann") });
    expect(JSON.parse(world.terminal.outText)).toMatchObject({ ok: false });
    expect(world.engine.calls).toEqual(["remove db-id"]);
  });

  it("only shows it in a preview", async () => {
    const world = boxWith([guest]);
    expect(await runReset(world, { dryRun: true })).toEqual({ kind: "done" });
    expect(world.terminal.outText).toContain("psql-of-ann uses it");
  });

  it("is done where nobody uses it", async () => {
    const world = boxWith([]);
    expect(await runReset(world)).toEqual({ kind: "done" });
    expect(world.engine.calls).toEqual([`remove-volume ${data.name}`]);
  });
});

describe("a reset that was cut while it took the data away", () => {
  const backup = `${here}/backups/demo/2026-01-01T00-00-00Z`;
  const journal = {
    schema: 1,
    environment: "demo",
    project,
    since: "2026-01-01T00:00:01.000Z",
    phase: "removing" as const,
    backup,
    createdAt: "2026-01-01T00:00:00.000Z",
    parts: [data.name],
    ran: ["db"],
  };

  async function cut() {
    const world = boxWith([db()]);
    await writeRestoreJournal(world, { folder: here, project }, journal);
    return world;
  }

  it("blocks a start, and says how to finish it and how to bring the data back", async () => {
    const world = await cut();
    const findings = await unfinishedRestoreCheck({ folder: here, project }).run(
      world,
      new AbortController().signal,
    );
    expect(findings).toMatchObject([
      { id: "restore.unfinished", status: "fail", title: expect.stringContaining("a reset of demo") },
    ]);
    expect(findings[0]?.fix).toContain("stack reset demo --volumes");
    expect(findings[0]?.fix).toContain(`stack restore demo ${backup}`);
  });

  it("is finished by the same again, which saves nothing of what is left, and names what was saved before", async () => {
    const world = await cut();
    expect(await runReset(world, { backup: true })).toEqual({ kind: "done" });
    expect(world.engine.calls).toEqual(["remove db-id", `remove-volume ${data.name}`]);
    expect(world.terminal.outText).toContain(backup);
    expect(await readRestoreJournal(world, { folder: here, project })).toBeUndefined();
  });

  it("stands while part of the data cannot be removed", async () => {
    const world = await cut();
    world.engine.add(guest);
    expect(await runReset(world, { backup: true })).toMatchObject({ kind: "unexpected" });
    expect(await readRestoreJournal(world, { folder: here, project })).toMatchObject({ phase: "removing" });
  });
});

it("without --volumes, data that is left is told of", async () => {
  const world = boxWith([]);
  expect(await runReset(world, { volumes: false })).toEqual({ kind: "done" });
  expect(world.terminal.outText).toContain("1 volume with data stays");
});
