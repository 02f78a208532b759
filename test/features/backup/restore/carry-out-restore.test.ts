import { describe, expect, it } from "vitest";
import { Killed, RestoreBox, backupFolder, beforeFolder } from "./restore-box.ts";

/** On half of its data nothing starts; else it is told, and no more. */
function toldOf(phase: string | undefined): readonly string[] {
  if (phase === undefined) return [];
  return [phase === "replacing" ? "fail restore.unfinished" : "warn restore.unfinished"];
}

async function disagreements(box: RestoreBox): Promise<readonly string[]> {
  const [pg, rd, files] = [box.of("pg"), box.of("rd"), box.of("files")];
  return [
    ...(pg?.data === "new" ? [] : [`postgres has ${String(pg?.data)}`]),
    ...(pg?.password === "today" ? [] : [`postgres takes the password ${String(pg?.password)}`]),
    ...(rd?.data === "new" && rd.aof === "new" ? [] : [`redis has ${String(rd?.data)}`]),
    ...(files?.data === "new" ? [] : [`files has ${String(files?.data)}`]),
    ...["postgres", "redis", "files", "web"].flatMap((each) => (box.runs(each) ? [] : [`${each} is down`])),
    ...((await box.journal()) === undefined ? [] : ["the journal is still there"]),
  ];
}

describe("a restore", () => {
  it("puts everything back, saves what was there once, and ends with what ran running", async () => {
    const box = new RestoreBox();
    expect(await box.restore()).toEqual({ kind: "restored", before: beforeFolder });
    expect(await disagreements(box)).toEqual([]);
    expect(box.copies).toBe(1);
  });

  it("says that the store takes today's password, whatever came back with the data", async () => {
    const box = new RestoreBox();
    await box.restore();
    expect(box.steps).toContainEqual({ kind: "password", service: "postgres", reason: undefined });
  });
});

describe("a store that does not come up with the data it has", () => {
  it("is made anew, and what it had is named", async () => {
    const box = new RestoreBox();
    box.end("redis", 1);
    expect(await box.restore()).toMatchObject({ kind: "restored" });
    expect(await disagreements(box)).toEqual([]);
    const volumes = ["shop-demo_rd"];
    expect(box.steps).toContainEqual(
      expect.objectContaining({ kind: "put-aside", service: "redis", volumes }),
    );
  });
});

it("changes nothing where it cannot write down that it begins", async () => {
  const box = new RestoreBox();
  box.fake.files.refuseWriting("/srv/shop/.stack", "ENOSPC");
  expect(await box.restore()).toMatchObject({
    kind: "unchanged",
    outcome: { message: expect.stringContaining("no space left") },
  });
  expect([box.of("pg")?.data, box.of("rd")?.data, box.of("files")?.data]).toEqual(["old", "old", "old"]);
  expect(box.copies).toBe(0);
});

describe("kill -9 in the middle of a restore, then the same command again", () => {
  async function effectsOfOneRestore(): Promise<number> {
    const box = new RestoreBox();
    await box.restore();
    return box.effects;
  }

  async function killedAt(effect: number, how: "die-before" | "die-in" | "die-after"): Promise<RestoreBox> {
    const box = new RestoreBox();
    box.interfere = (number) => (number === effect ? how : "none");
    await expect(box.restore()).rejects.toThrow(Killed);
    box.isDead = false;
    box.interfere = () => "none";
    return box;
  }

  it.each(["die-before", "die-in", "die-after"] as const)(
    "at every effect (%s): it is told until the same words have finished it, passwords included",
    async (how) => {
      const count = await effectsOfOneRestore();
      expect(count).toBeGreaterThan(20);
      for (let effect = 0; effect < count; effect++) {
        const box = await killedAt(effect, how);
        const journal = await box.journal();
        // before its first effect and after its last there is nothing to tell
        const isOutside =
          (effect === 0 && how === "die-before") || (effect === count - 1 && how !== "die-before");
        expect([effect, journal?.backup]).toEqual([effect, isOutside ? undefined : backupFolder]);
        expect([effect, await box.told()]).toEqual([effect, toldOf(journal?.phase)]);
        expect([effect, await box.restore()]).toMatchObject([effect, { kind: "restored" }]);
        expect([effect, ...(await disagreements(box))]).toEqual([effect]);
      }
    },
  );

  it("at every effect, and again at every effect of the second run", async () => {
    const count = await effectsOfOneRestore();
    for (let effect = 0; effect < count; effect += 2) {
      for (let second = 0; second < count; second += 3) {
        const box = await killedAt(effect, "die-in");
        const from = box.effects;
        box.interfere = (number) => (number === from + second ? "die-in" : "none");
        await box.restore().catch(() => undefined);
        box.isDead = false;
        box.interfere = () => "none";
        expect([effect, second, await box.restore()]).toMatchObject([effect, second, { kind: "restored" }]);
        expect([effect, second, ...(await disagreements(box))]).toEqual([effect, second]);
      }
    }
  });

  it("never takes a copy of half of it for what was there before", async () => {
    const count = await effectsOfOneRestore();
    for (let effect = 0; effect < count; effect++) {
      const box = await killedAt(effect, "die-after");
      const journal = await box.journal();
      const { copies } = box;
      await box.restore();
      if (journal?.phase === "replacing")
        expect([effect, box.copies, journal.before]).toEqual([effect, copies, beforeFolder]);
    }
  });
});
