import { describe, expect, it } from "vitest";
import { backup } from "../../../../src/features/backup/command.ts";
import { restore } from "../../../../src/features/backup/restore/command.ts";
import { readRestoreJournal } from "../../../../src/features/backup/restore/restore-journal.ts";
import { exitCodeOf } from "../../../../src/core/events/outcome.ts";
import { up } from "../../../../src/cli/up.ts";
import type { Performing } from "../../../stage/staged-stack.ts";
import { documentOf, perform } from "../../../stage/staged-stack.ts";
import { exited } from "../../../world/fake-processes.ts";
import type { ProcessResult } from "../../../../src/world/processes/processes.ts";
import { backupBox, backups, here } from "../backup-box.ts";
import type { BackupBox } from "../backup-box.ts";
import { archive } from "./box-backup.ts";

const yes = { options: { yes: true } };
const latest = { words: ["demo", "latest"] };

/** A stack that was saved, and whose data has changed since. */
async function savedBox(): Promise<BackupBox> {
  const box = await backupBox();
  expect((await perform(box, backup)).outcome).toEqual({ kind: "done" });
  await box.world.clock.advance(60_000);
  box.held.keys = 5;
  return box;
}

function runRestore(box: BackupBox, performing: Performing = {}) {
  return perform(box, restore, { ...latest, ...performing });
}

function journalOf(box: BackupBox) {
  return readRestoreJournal(box.world, { folder: here, project: "shop-demo" });
}

/** Folders of finished backups. */
function saved({ world: { files } }: BackupBox): readonly string[] {
  return files.paths().filter((path) => path.startsWith(backups) && path.endsWith("/manifest.json"));
}

async function running(box: BackupBox): Promise<readonly string[]> {
  const services = ["cache", "files", "web"];
  const ids = await Promise.all(services.map(async (name) => [name, await box.ids(name)] as const));
  return ids.flatMap(([name, own]) =>
    own.some((id) => box.world.engine.container(id).state === "running") ? [name] : [],
  );
}

describe("stack restore", () => {
  it("saves what is there, puts the backup in its place, proves it, and starts again what ran", async () => {
    const box = await savedBox();
    const told = await runRestore(box, { options: { json: true, yes: true } });
    expect(told.outcome).toEqual({ kind: "done" });
    expect(documentOf(told)).toMatchObject({
      command: "restore",
      ok: true,
      dryRun: false,
      backup: box.world.files.dirname(saved(box)[0] ?? ""),
      before: box.world.files.dirname(saved(box)[1] ?? ""),
      proofs: [
        { what: "shop-demo_uploads", proof: "2 files, owners and rights included" },
        { what: "cache", proof: "2 keys" },
      ],
      passedOver: [],
    });
    expect(box.held).toMatchObject({ keys: 2, files: archive });
    expect(await running(box)).toEqual(["cache", "files", "web"]);
    expect(await journalOf(box)).toBeUndefined();
    expect(box.world.locks.held.size).toBe(0);
  });

  it("stops who works on the data first, and makes a volume of files anew", async () => {
    const box = await savedBox();
    const [files] = await box.ids("files");
    const before = box.world.engine.calls.length;
    await runRestore(box, yes);
    const calls = box.world.engine.calls.slice(before);
    const at = (word: string): number => calls.findIndex((call) => call.startsWith(word));
    expect(at("stop web")).toBeGreaterThan(-1);
    expect(at(`stop ${String(files)}`)).toBeGreaterThan(-1);
    expect(at("remove-volume shop-demo_uploads")).toBeGreaterThan(at("stop web"));
    expect(at("remove-volume shop-demo_uploads")).toBeGreaterThan(at(`remove ${String(files)}`));
    expect(at("start web")).toBeGreaterThan(at("remove-volume"));
    expect(await box.ids("files")).not.toContain(files);
  });

  it("asks for the name of the environment, and changes nothing without it", async () => {
    const box = await savedBox();
    const calls = box.world.engine.calls.length;
    const refused = await runRestore(box, { terminal: { answers: ["yes"] } });
    expect(refused.outcome).toMatchObject({
      kind: "usage",
      message: expect.stringContaining("not confirmed"),
    });
    expect(refused.terminal.questions[0]).toContain("Type demo to go on");
    expect([box.held.keys, box.world.engine.calls.length]).toEqual([5, calls]);
    const agreed = await runRestore(box, { terminal: { answers: ["demo"] } });
    expect(agreed.outcome).toEqual({ kind: "done" });
    expect(agreed.terminal.errText).toMatch(/the backup of 2026-01-02[^]*2 keys[^]*2 files/u);
  });

  it("is refused without a terminal, and without a yes", async () => {
    const box = await savedBox();
    const { outcome } = await runRestore(box);
    expect(outcome).toMatchObject({ kind: "usage", fix: expect.stringContaining("--dry-run") });
    expect(box.held.keys).toBe(5);
  });

  it("shows in a preview what would come and go, and does nothing", async () => {
    const box = await savedBox();
    const calls = box.world.engine.calls.length;
    const told = await runRestore(box, { options: { dryRun: true } });
    expect(told.outcome).toEqual({ kind: "done" });
    expect(told.terminal.outText).toMatch(/2 keys[^]*shop-demo_uploads/u);
    const document = documentOf(await runRestore(box, { options: { dryRun: true, json: true } }));
    expect(document).toMatchObject({
      dryRun: true,
      goes: expect.arrayContaining([expect.objectContaining({ name: "shop-demo_uploads" })]),
      stays: expect.any(Array),
    });
    expect([box.held.keys, box.world.engine.calls.length, saved(box).length]).toEqual([5, calls, 1]);
  });

  it("makes no copy where nobody wants one", async () => {
    const box = await savedBox();
    const told = await runRestore(box, { options: { yes: true, backup: false, json: true } });
    expect(documentOf(told)).toMatchObject({ ok: true, before: null });
    expect(saved(box)).toHaveLength(1);
  });

  it("never takes the copy that a restore made for the latest backup", async () => {
    const box = await savedBox();
    await runRestore(box, yes);
    box.held.keys = 7;
    await box.world.clock.advance(60_000);
    const told = await runRestore(box, { options: { yes: true, json: true } });
    expect(documentOf(told)).toMatchObject({ backup: box.world.files.dirname(saved(box)[0] ?? "") });
  });
});

describe("a restore that cannot begin", () => {
  it.each([
    ["latest", "there is no backup"],
    ["2025-01-01T00-00-00Z", "there is no backup"],
  ])("says that there is none: %s", async (word, message) => {
    const box = await backupBox();
    const { outcome } = await runRestore(box, { words: ["demo", word], ...yes });
    expect(outcome).toMatchObject({
      kind: "usage",
      message: expect.stringContaining(message),
      fix: expect.stringContaining("stack backup demo"),
    });
  });

  it.each(["cache.rdb", "shop-demo_uploads.tar"])(
    "changes nothing where %s is not as written",
    async (name) => {
      const box = await savedBox();
      const path = `${box.world.files.dirname(saved(box)[0] ?? "")}/${name}`;
      box.world.files.put(path, "REDIS0012");
      const calls = box.world.engine.calls.length;
      const { outcome } = await runRestore(box, yes);
      expect(outcome).toMatchObject({
        kind: "usage",
        message: expect.stringMatching(new RegExp(`damaged; nothing was changed:\\s+${name}`, "u")),
      });
      expect([box.held.keys, box.world.engine.calls.length]).toEqual([5, calls]);
    },
  );

  it("refuses the backup of another environment, and names its own command", async () => {
    const box = await savedBox();
    const path = saved(box)[0] ?? "";
    const text = box.world.files.textAt(path) ?? "";
    box.world.files.put(path, text.replace('"environment": "demo"', '"environment": "live"'));
    const { outcome } = await runRestore(box, yes);
    expect(outcome).toMatchObject({
      kind: "usage",
      message: expect.stringContaining("is a backup of live, not of demo"),
      fix: expect.stringContaining("stack restore live"),
    });
  });

  it("waits for nobody who works on the project now", async () => {
    const box = await savedBox();
    const since = box.world.clock.now().toISOString();
    const holder = { processId: 7, user: "bea", command: "stack up demo", directory: here, since };
    box.world.locks.hold("engine-1/shop-demo", holder);
    const told = await runRestore(box, yes);
    expect(exitCodeOf(told.outcome)).toBe(8);
    expect(told.terminal.errText).toContain("bea");
  });

  it("changes nothing where what is there cannot be saved", async () => {
    const box = await savedBox();
    box.held.check = "RDB ERROR";
    const { outcome } = await runRestore(box, yes);
    expect(outcome).toMatchObject({ kind: "unexpected", fix: expect.stringContaining("--no-backup") });
    expect(await running(box)).toEqual(["cache", "files", "web"]);
    expect(await journalOf(box)).toBeUndefined();
  });
});

describe("a restore that ends in its middle", () => {
  /** The set of the backup is refused by the Redis that should take it. */
  async function cutBox(cut: () => ProcessResult | undefined): Promise<BackupBox> {
    const box = await savedBox();
    box.held.onPipe = (words) => (words.includes(".stack-restore.rdb") ? cut() : undefined);
    return box;
  }

  it("says what failed and what to type, leaves all stopped, and no start goes over it", async () => {
    const box = await cutBox(() => exited("", { exitCode: 1, stderr: "No space left on device" }));
    const told = await runRestore(box, { options: { yes: true, json: true } });
    expect(exitCodeOf(told.outcome)).toBe(1);
    expect(documentOf(told)).toMatchObject({
      ok: false,
      error: {
        message: expect.stringContaining("No space left on device"),
        fix: expect.stringMatching(/stack restore demo .*; back to what was before: stack restore demo /u),
      },
    });
    expect(await journalOf(box)).toMatchObject({ phase: "replacing", ran: ["cache", "files", "web"] });
    expect(await running(box)).not.toContain("web");
    const start = await perform(box, up);
    expect(exitCodeOf(start.outcome)).toBe(3);
    expect(start.terminal.outText + start.terminal.errText).toContain("stack restore demo");
    const another = await perform(box, backup);
    expect(another.outcome).toMatchObject({ message: expect.stringContaining("has not ended") });
  });

  it("Ctrl-C: says how far it came, and the same words finish it", async () => {
    let interrupt = (): void => undefined;
    const box = await cutBox(() => {
      interrupt();
      return undefined;
    });
    const told = await runRestore(box, {
      ...yes,
      meanwhile: (terminal) => {
        interrupt = () => terminal.interrupt("SIGINT");
      },
    });
    expect(told.outcome).toMatchObject({ kind: "interrupted", signal: "SIGINT" });
    expect(told.terminal.errText).toMatch(/interrupted: [^]*neither the old data nor all of[^]*next: /u);
    expect(await journalOf(box)).toMatchObject({ phase: "replacing" });
    interrupt = () => undefined;
    const again = await runRestore(box, yes);
    expect(again.outcome).toEqual({ kind: "done" });
    expect(again.terminal.errText).toContain("a restore that began on");
    expect(await running(box)).toEqual(["cache", "files", "web"]);
    expect(await journalOf(box)).toBeUndefined();
  });
});
