import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../../../src/core/events/outcome.ts";
import { documentOf } from "../../../stage/staged-stack.ts";
import { old, passwordFile, envFile, journalFile, here, rotationBox, runRotate } from "./rotation-box.ts";

const json = { options: { json: true } };

describe("stack secrets rotate", () => {
  it("changes the store, restarts who reads a file, makes anew who has it in its environment; nobody else", async () => {
    const box = await rotationBox();
    const told = await runRotate(box, [], json);
    expect(told.outcome).toEqual({ kind: "done" });
    expect(documentOf(told)).toMatchObject({
      command: "secrets rotate",
      ok: true,
      result: "rotated",
      names: ["REDIS_PASSWORD", "API_KEY"],
      services: ["cache", "app", "gate"],
      problems: [],
    });
    const { files } = box.world;
    const password = files.textAt(passwordFile);
    expect(password).not.toBe(old.password);
    expect(box.redis.password).toBe(password);
    expect(files.textAt(envFile)).not.toContain(old.key);
    expect(files.paths()).not.toContain(journalFile);
    // all stop before any starts, dependents first; they start in the order of what they depend on
    expect(box.asked()).toEqual([
      "stop gate",
      "stop app",
      "stop cache",
      "start cache",
      "start app",
      "remove gate",
      "start gate",
    ]);
    expect(box.world.locks.held.size).toBe(0);
  });

  it("shows no value, old or new", async () => {
    const box = await rotationBox();
    const { terminal } = await runRotate(box);
    const said = terminal.outText + terminal.errText;
    const values = [old.password, old.key, box.redis.password];
    expect(values.filter((value) => said.includes(value))).toEqual([]);
    expect(said).toMatch(/rotating REDIS_PASSWORD and API_KEY[^]*stopping[^]*writing[^]*proving/u);
  });

  it("touches only who uses what is named, and what lives by it", async () => {
    const box = await rotationBox();
    const told = await runRotate(box, ["API_KEY"], json);
    expect(documentOf(told)).toMatchObject({ services: ["gate"] });
    expect(box.asked().every((call) => call.endsWith(" gate"))).toBe(true);
    expect(box.redis.password).toBe(old.password);
  });

  it("starts nobody who did not run", async () => {
    const box = await rotationBox();
    const id = [...box.starts.keys()].find((each) => each.startsWith("app")) ?? "";
    await box.world.engine.stop(id, undefined);
    const told = await runRotate(box, ["REDIS_PASSWORD"], json);
    expect(documentOf(told)).toMatchObject({ ok: true, services: ["cache"] });
    expect(box.asked()).not.toContain("start app");
  });
});

describe("a rotation that is refused changes nothing", () => {
  it.each([
    ["SALT", "never changes"],
    ["REDIS_PASWORD", 'no secret "REDIS_PASWORD"'],
  ])("%s", async (name, message) => {
    const box = await rotationBox();
    const { outcome } = await runRotate(box, [name]);
    expect(outcome).toMatchObject({ kind: "usage", message: expect.stringContaining(message) });
    expect(box.asked()).toEqual([]);
  });

  it("where the store lets in everyone, for nothing could be proven", async () => {
    const box = await rotationBox();
    box.redis.trustsEveryone = true;
    const told = await runRotate(box, [], json);
    expect(exitCodeOf(told.outcome)).toBe(3);
    expect(documentOf(told)).toMatchObject({
      ok: false,
      result: "refused",
      problems: [{ detail: expect.stringContaining("lets in everyone") }],
    });
    expect(box.asked()).toEqual([]);
    expect(box.world.files.textAt(passwordFile)).toBe(old.password);
  });

  it("where the journal cannot be written", async () => {
    const box = await rotationBox();
    box.world.files.refuseWriting(journalFile, "ENOSPC");
    const told = await runRotate(box);
    expect(told.outcome).toMatchObject({ kind: "blocked" });
    expect(told.terminal.errText).toContain("no space left on device");
    expect(box.asked()).toEqual([]);
  });

  it("while somebody else works on the project", async () => {
    const box = await rotationBox();
    const since = box.world.clock.now().toISOString();
    const holder = { processId: 7, user: "bea", command: "stack up demo", directory: here, since };
    box.world.locks.hold("engine-1/shop-demo", holder);
    const told = await runRotate(box);
    expect(exitCodeOf(told.outcome)).toBe(8);
    expect(told.terminal.errText).toContain("bea");
  });
});

describe("a rotation that fails puts the old values back everywhere", () => {
  it("where the store does not take the new one", async () => {
    const box = await rotationBox();
    box.redis.refusal = "ERR CONFIG SET failed";
    const told = await runRotate(box, [], json);
    expect(exitCodeOf(told.outcome)).toBe(1);
    expect(documentOf(told)).toMatchObject({
      ok: false,
      result: "undone",
      reason: expect.stringContaining("CONFIG SET failed"),
    });
    expect(box.redis.password).toBe(old.password);
    expect(box.world.files.textAt(passwordFile)).toBe(old.password);
    expect(box.world.files.textAt(envFile)).toContain(old.key);
    expect(box.asked().slice(-1)).toEqual(["start gate"]);
    expect(box.world.files.paths()).not.toContain(journalFile);
  });

  it("where a service does not come up with it", async () => {
    const box = await rotationBox();
    const { files } = box.world;
    let dead = 0;
    const told = await runRotate(box, [], {
      ...json,
      within: (world) => ({
        ...world,
        engine: {
          ...world.engine,
          start: async (id) => {
            const answer = await world.engine.start(id);
            const isNew = files.textAt(passwordFile) !== old.password;
            if (!id.startsWith("app") || !isNew) return answer;
            dead += 1;
            box.world.engine.die(id, 1);
            return answer;
          },
        },
      }),
    });
    expect(dead).toBe(1);
    expect(documentOf(told)).toMatchObject({ result: "undone", reason: expect.stringContaining("app") });
    expect([box.redis.password, files.textAt(passwordFile)]).toEqual([old.password, old.password]);
    const listed = await box.world.engine.containers({ project: "shop-demo" });
    const states = listed.kind === "ok" ? listed.value.map(({ state }) => state) : [];
    expect(states).toEqual(["running", "running", "running", "running"]);
  });
});

describe("Ctrl-C in the middle of a rotation", () => {
  it("ends it with a journal, and the same words finish it with the same new values", async () => {
    let interrupt = (): void => undefined;
    const box = await rotationBox({ engine: { onStop: () => interrupt() } });
    const told = await runRotate(box, [], {
      ...json,
      meanwhile: (terminal) => {
        interrupt = () => terminal.interrupt("SIGINT");
      },
    });
    expect(told.outcome).toMatchObject({ kind: "interrupted" });
    expect(documentOf(told)).toMatchObject({ ok: false, result: "unfinished" });
    expect(box.world.files.paths()).toContain(journalFile);
    expect(box.world.files.modeAt(journalFile)).toBe(0o600);
    interrupt = () => undefined;
    const again = await runRotate(box, [], json);
    expect(again.outcome).toEqual({ kind: "done" });
    expect(again.terminal.errText).toContain("going on with the rotation of REDIS_PASSWORD and API_KEY");
    expect(documentOf(again)).toMatchObject({ result: "rotated", services: ["cache", "app", "gate"] });
    expect(box.redis.password).toBe(box.world.files.textAt(passwordFile));
    expect(box.world.files.paths()).not.toContain(journalFile);
  });
});
