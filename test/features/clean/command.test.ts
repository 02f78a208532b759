import { describe, expect, it } from "vitest";
import { clean } from "../../../src/features/clean/command.ts";
import { down } from "../../../src/features/down/command.ts";
import { exitCodeOf } from "../../../src/core/events/outcome.ts";
import { documentOf, perform, stagedStack } from "../../stage/staged-stack.ts";
import type { Performing } from "../../stage/staged-stack.ts";
import { backupBox, backups, here } from "../backup/backup-box.ts";
import type { BackupBox } from "../backup/backup-box.ts";
import { shop } from "../started-shop.ts";

const record = `${here}/.stack/resources/shop-demo.json`;
const oldImage = {
  id: "sha256:old",
  references: ["example/old:1"],
  sizeBytes: 5_000,
  sharedBytes: 1_000,
  containers: 0,
};
const usage = {
  layersBytes: 20_000,
  images: [oldImage, { ...oldImage, id: "sha256:bob", references: ["bob/own:1"] }],
  volumes: [
    { name: "shop-demo_cache", sizeBytes: 300, isUsed: false },
    { name: "shop-demo_uploads", sizeBytes: 700, isUsed: false },
  ],
};

/** A stack that was taken down, whose files name its volumes no more; a start from here pulled an image, once. */
async function leftBox(): Promise<BackupBox> {
  const box = await backupBox({ engine: { diskUsage: usage } });
  await perform(box, down);
  const { files } = box.world;
  const text = files.textAt(record) ?? "";
  const made = JSON.stringify({ reference: "example/old:1", id: "sha256:old", made: true });
  files.put(record, text.replace(/"images":\s*\[/u, `$&${made},`));
  return box;
}

async function runClean(box: BackupBox, performing: Performing = {}) {
  const before = box.world.engine.calls.length;
  const told = await perform(box, clean, { words: [], ...performing });
  const calls = box.world.engine.calls.slice(before);
  return { ...told, calls, saved: box.world.files.paths().filter((path) => path.startsWith(backups)) };
}

const everything = [
  "remove-image example/old:1",
  "remove-volume shop-demo_cache",
  "remove-volume shop-demo_uploads",
];

describe("stack clean", () => {
  it("saves what is data, removes what is of no use, and nothing of anybody else", async () => {
    const box = await leftBox();
    const told = await runClean(box, { options: { yes: true, json: true } });
    expect(told.outcome).toEqual({ kind: "done" });
    expect(documentOf(told)).toMatchObject({
      command: "clean",
      ok: true,
      dryRun: false,
      goes: [
        { kind: "volume", name: "shop-demo_cache", sizeBytes: 300 },
        { kind: "volume", name: "shop-demo_uploads", sizeBytes: 700 },
        { kind: "image", name: "example/old:1", sizeBytes: 4_000 },
      ],
      reclaimableBytes: 5_000,
      backups: [expect.stringContaining(backups)],
      failed: [],
    });
    expect(told.calls.toSorted()).toEqual(everything);
    expect(told.saved.map((path) => path.split("/").at(-1))).toEqual([
      "manifest.json",
      "shop-demo_cache.tar",
      "shop-demo_uploads.tar",
    ]);
    // who pulls it again later has it for himself
    expect(box.world.files.textAt(record)).not.toContain("sha256:old");
    expect(box.world.locks.held.size).toBe(0);
  });

  it("only shows it with --dry-run, and what of the host is none of its business", async () => {
    const told = await runClean(await leftBox(), { options: { dryRun: true } });
    expect(told.outcome).toEqual({ kind: "done" });
    expect([told.calls, told.saved]).toEqual([[], []]);
    expect(told.terminal.outText).toContain("shop-demo_uploads");
    expect(told.terminal.errText).toContain("on this host altogether");
    expect(told.terminal.outText).not.toContain("bob/own");
  });

  it("wants the environment's name where data goes, and changes nothing without", async () => {
    const box = await leftBox();
    const no = await runClean(box, { terminal: { answers: ["y"] } });
    expect(no.terminal.questions[0]).toMatch(/2 volumes of data \(saved in backups\/ first\)\? Type demo/u);
    expect(no.outcome).toMatchObject({ kind: "usage", message: expect.stringContaining("not confirmed") });
    expect(no.calls).toEqual([]);
    const yes = await runClean(box, { terminal: { answers: ["demo"] } });
    expect(yes.calls.toSorted()).toEqual(everything);
    expect(yes.terminal.outText).toMatch(/reclaimed [^]*the data is saved in/u);
  });

  it("does nothing where nobody can be asked", async () => {
    const told = await runClean(await leftBox());
    expect(told.outcome).toMatchObject({ kind: "usage", fix: expect.stringContaining("stack clean --yes") });
    expect(told.calls).toEqual([]);
  });

  it("says that nothing is saved where nobody wants it", async () => {
    const told = await runClean(await leftBox(), {
      options: { backup: false },
      terminal: { answers: ["demo"] },
    });
    expect(told.terminal.questions[0]).toContain("WITHOUT a backup");
    expect([told.calls.toSorted(), told.saved]).toEqual([everything, []]);
  });

  it("has nothing to remove the second time", async () => {
    const box = await leftBox();
    await runClean(box, { options: { yes: true } });
    const again = await runClean(box, { options: { yes: true } });
    expect(again.terminal.outText).toContain("nothing of this stack can be reclaimed");
    expect(again.calls).toEqual([]);
  });
});

describe("a clean that is kept from it", () => {
  it("removes nothing where the data cannot be saved first", async () => {
    const box = await leftBox();
    box.held.files = "no archive";
    const told = await runClean(box, { options: { yes: true } });
    expect(told.outcome).toMatchObject({ kind: "unexpected", fix: expect.stringContaining("--no-backup") });
    expect([told.calls, told.saved]).toEqual([[], []]);
  });

  it("removes nothing on Ctrl-C while it saves", async () => {
    const box = await leftBox();
    const told = await runClean(box, {
      options: { yes: true },
      meanwhile: (terminal) => {
        box.held.onPipe = () => {
          terminal.interrupt("SIGINT");
          return undefined;
        };
      },
    });
    expect(told.outcome).toMatchObject({ kind: "interrupted" });
    expect(told.terminal.errText).toContain("nothing was removed");
    expect([told.calls, told.saved]).toEqual([[], []]);
  });

  it("leaves out a project that another run works on", async () => {
    const box = await leftBox();
    const since = box.world.clock.now().toISOString();
    const holder = { processId: 7, user: "bea", command: "stack up demo", directory: here, since };
    box.world.locks.hold("engine-1/shop-demo", holder);
    const told = await runClean(box, { options: { yes: true } });
    expect(told.terminal.errText).toContain("left out: another run of stack works on shop-demo");
    expect(told.calls).toEqual(["remove-image example/old:1"]);
  });

  it("removes what it can, and says what the engine refuses", async () => {
    const failure = { kind: "refused", status: 409, message: "image is being used" } as const;
    const told = await runClean(await leftBox(), {
      options: { yes: true, json: true },
      within: (world) => ({
        ...world,
        engine: { ...world.engine, removeImage: async () => ({ kind: "failed", error: failure }) },
      }),
    });
    expect(exitCodeOf(told.outcome)).toBe(1);
    expect(documentOf(told)).toMatchObject({
      ok: false,
      failed: [{ name: "example/old:1", message: "image is being used" }],
      error: { fix: "stack clean --dry-run" },
    });
    expect(told.calls).toHaveLength(2);
  });

  it("says so where no engine answers", async () => {
    const failure = { kind: "unreachable", message: "connect ENOENT" } as const;
    const { outcome } = await perform(stagedStack(shop, { engine: { failure } }), clean, { words: [] });
    expect(exitCodeOf(outcome)).toBe(3);
  });
});
