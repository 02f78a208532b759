import { describe, expect, it } from "vitest";
import { backup } from "../../../src/features/backup/command.ts";
import { down } from "../../../src/features/down/command.ts";
import { exitCodeOf } from "../../../src/core/events/outcome.ts";
import { documentOf, perform, stagedStack } from "../../stage/staged-stack.ts";
import { json } from "../started-shop.ts";
import { backupBox, backups, here, parts } from "./backup-box.ts";

describe("stack backup", () => {
  it("saves each store by its own means, the other volumes as files, and the list of them last", async () => {
    const box = await backupBox();
    const told = await perform(box, backup, json);
    expect(told.outcome).toEqual({ kind: "done" });
    const document = documentOf(told);
    expect(document).toMatchObject({
      command: "backup",
      ok: true,
      environment: "demo",
      project: "shop-demo",
      parts: [
        { kind: "redis", service: "cache", file: "cache.rdb", keys: 2, sizeBytes: 9 },
        { kind: "volume", service: "files", volume: "shop-demo_uploads", file: "shop-demo_uploads.tar" },
      ],
      notSaved: [],
    });
    const { files } = box.world;
    const written = files.paths().filter((path) => path.startsWith(backups));
    expect(written.map((path) => files.basename(path))).toEqual([
      "cache.rdb",
      "manifest.json",
      "shop-demo_uploads.tar",
    ]);
    expect(written.map((path) => files.modeAt(path))).toEqual([0o600, 0o600, 0o600]);
    expect(files.modeAt(files.dirname(written[0] ?? ""))).toBe(0o700);
  });

  it("says what it does, and how the data is brought back", async () => {
    const told = await perform(await backupBox(), backup);
    expect(told.terminal.errText).toMatch(/saving cache[^]*2 keys: cache\.rdb[^]*saving files/u);
    expect(told.terminal.outText).toMatch(
      /demo is saved: 2 files[^]*bring it back: stack restore demo 2026-/u,
    );
    const quiet = await perform(await backupBox(), backup, { options: { quiet: true } });
    expect(quiet.terminal.errText).toBe("");
  });

  it("lets whoever writes the files stand still meanwhile, and go on after, whatever comes of it", async () => {
    const box = await backupBox();
    const [id = ""] = await box.ids("files");
    box.held.files = "no archive";
    const told = await perform(box, backup);
    expect(exitCodeOf(told.outcome)).toBe(1);
    const calls = box.world.engine.calls.filter((call) => call.endsWith(` ${id}`));
    expect(calls.slice(-2)).toEqual([`pause ${id}`, `unpause ${id}`]);
    expect(box.world.engine.container(id).state).toBe("running");
  });

  it("starts a store that stands still, and stops it again", async () => {
    const box = await backupBox();
    await perform(box, down);
    const before = box.world.engine.calls.length;
    const told = await perform(box, backup);
    expect(told.outcome).toEqual({ kind: "done" });
    expect(told.terminal.errText).toContain("starting cache: it has to run to be saved");
    const calls = box.world.engine.calls.slice(before).map((call) => call.split(" ")[0]);
    expect(calls.filter((call) => call === "start")).toHaveLength(1);
    expect(await box.ids("cache")).toEqual([]);
  });
});

describe("a backup that fails", () => {
  it.each([
    ["a set that does not pass Redis' own check", { check: "RDB ERROR" }, "redis-check-rdb"],
    ["an archive whose end is missing", { files: "no archive" }, "not whole"],
  ])("%s leaves nothing behind", async (_, change, reason) => {
    const box = await backupBox();
    Object.assign(box.held, change);
    const { outcome } = await perform(box, backup);
    expect(outcome).toMatchObject({ kind: "unexpected", message: expect.stringContaining(reason) });
    expect(box.world.files.paths().filter((path) => path.startsWith(backups))).toEqual([]);
    expect(box.world.locks.held.size).toBe(0);
  });

  it("leaves nothing behind where its list cannot be written", async () => {
    const box = await backupBox();
    const now = box.world.clock.now().toISOString().slice(0, 19).replaceAll(":", "-");
    box.world.files.refuseWriting(`${backups}/${now}Z/manifest.json`, "ENOSPC");
    const { outcome } = await perform(box, backup);
    const path = box.world.files.paths().filter((each) => each.startsWith(backups));
    expect([outcome, path]).toMatchObject([
      { kind: "unexpected", message: expect.stringContaining("no space left on device") },
      [],
    ]);
  });

  it("nothing is saved on Ctrl-C, and it says so", async () => {
    const box = await backupBox();
    const { outcome, terminal } = await perform(box, backup, {
      meanwhile: (own) => {
        box.held.onPipe = () => {
          own.interrupt("SIGINT");
          return undefined;
        };
      },
    });
    expect(outcome).toMatchObject({ kind: "interrupted", signal: "SIGINT" });
    expect(terminal.errText).toContain("interrupted: nothing was saved");
    expect(box.world.files.paths().filter((path) => path.startsWith(backups))).toEqual([]);
  });
});

describe("there is nothing to save", () => {
  it("where nothing was started yet", async () => {
    const { outcome } = await perform(stagedStack(parts), backup);
    expect(outcome).toMatchObject({ kind: "usage", message: "demo has no data yet", fix: "stack up demo" });
  });

  it("while somebody else works on it", async () => {
    const box = await backupBox();
    const since = box.world.clock.now().toISOString();
    const holder = { processId: 7, user: "bea", command: "stack reset demo", directory: here, since };
    box.world.locks.hold("engine-1/shop-demo", holder);
    const { outcome, terminal } = await perform(box, backup);
    expect(exitCodeOf(outcome)).toBe(8);
    expect(terminal.errText).toContain("stack reset demo");
  });

  it("where no environment has that name", async () => {
    const { outcome } = await perform(await backupBox(), backup, { words: ["demi"] });
    expect(outcome).toMatchObject({ kind: "usage", fix: 'did you mean "demo"?' });
  });

  it("where no engine answers", async () => {
    const failure = { kind: "unreachable", message: "connect ENOENT" } as const;
    const { outcome } = await perform(stagedStack(parts, { engine: { failure } }), backup);
    expect(outcome).toMatchObject({ message: expect.stringContaining("connect ENOENT") });
    expect(exitCodeOf(outcome)).toBe(3);
  });
});
