import { describe, expect, it } from "vitest";
import { envFile, here, known, runSecrets, secretsBox } from "./secrets-box.ts";
import { exitCodeOf } from "../../../src/core/events/outcome.ts";
import { documentOf } from "../../stage/staged-stack.ts";

const json = { options: { json: true } };

describe("stack secrets", () => {
  it.each([
    ["lst", "stack secrets list demo"],
    ["gen", "stack secrets generate demo"],
  ])("%s: says what there is, and what was meant", async (word, fix) => {
    const { outcome } = await runSecrets(secretsBox(), [word, "demo"]);
    expect(outcome).toMatchObject({ kind: "usage", fix });
  });

  it("asks of which environment", async () => {
    const { outcome } = await runSecrets(secretsBox(), ["list"]);
    expect(outcome).toMatchObject({ kind: "usage", message: "secrets of which environment?" });
  });

  it.each(["generate", "list", "check", "rotate"])("%s knows the names that there are", async (action) => {
    const { outcome } = await runSecrets(secretsBox(), [action, "demo", "DB_PASWORD"]);
    expect(outcome).toMatchObject({
      kind: "usage",
      message: expect.stringContaining('no secret "DB_PASWORD"'),
      fix: expect.stringContaining("DB_PASSWORD"),
    });
  });
});

describe("stack secrets generate", () => {
  it("makes what is missing, keeps what is there, and shows no value", async () => {
    const box = secretsBox();
    const told = await runSecrets(box, ["generate", "demo"], json);
    expect(told.outcome).toEqual({ kind: "done" });
    expect(documentOf(told)).toMatchObject({
      command: "secrets generate",
      ok: true,
      generated: ["API_TOKEN"],
      kept: ["DB_PASSWORD"],
      envFile: ".env.demo",
    });
    const text = box.world.files.textAt(envFile) ?? "";
    expect(text).toContain(`DB_PASSWORD=${known}\n`);
    const made = /^API_TOKEN=(\S{16,})$/mu.exec(text)?.[1];
    expect(made).toBeDefined();
    expect(box.world.files.modeAt(envFile)).toBe(0o600);
    expect(told.terminal.outText + told.terminal.errText).not.toContain(made);
    expect(box.world.locks.held.size).toBe(0);
  });

  it("changes nothing the second time, and says so", async () => {
    const box = secretsBox();
    await runSecrets(box, ["generate", "demo"]);
    const before = box.world.files.textAt(envFile);
    const again = await runSecrets(box, ["generate", "demo"]);
    expect(again.terminal.outText).toContain("nothing was missing: 2 secrets of demo stay");
    expect(box.world.files.textAt(envFile)).toBe(before);
  });

  it("makes only those that are named, however they are spelled", async () => {
    const box = secretsBox({ files: { [envFile]: { text: "", mode: 0o600 } } });
    const told = await runSecrets(box, ["generate", "demo", "db_password"], json);
    expect(documentOf(told)).toMatchObject({ generated: ["DB_PASSWORD"] });
    expect(box.world.files.textAt(envFile)).not.toContain("API_TOKEN");
  });

  it("is blocked, with the reason, where the file cannot be written", async () => {
    const box = secretsBox();
    box.world.files.refuseWriting(envFile, "ENOSPC");
    const told = await runSecrets(box, ["generate", "demo"], json);
    expect(exitCodeOf(told.outcome)).toBe(3);
    expect(documentOf(told)).toMatchObject({ ok: false });
    expect(told.terminal.outText).toContain("no space left on device");
  });

  it("waits for whoever changes them now, says for whom, and goes on after", async () => {
    const box = secretsBox();
    const { locks, clock, background } = box.world;
    const taken: string[] = [];
    const acquire = locks.acquire.bind(locks);
    const holder = { processId: 7, user: "bea", command: "stack secrets rotate demo", directory: here };
    const told = await runSecrets(box, ["generate", "demo"], {
      within: (world) => ({
        ...world,
        locks: {
          acquire: async (name, own) => {
            if (taken.length > 0) return acquire(name, own);
            taken.push(name);
            const letGo = locks.hold(name, { ...holder, since: clock.now().toISOString() });
            const later = async (): Promise<void> => {
              await clock.sleep(2_000, new AbortController().signal);
              letGo();
            };
            background.begin(later());
            return acquire(name, own);
          },
        },
      }),
    });
    expect(told.outcome).toEqual({ kind: "done" });
    expect(told.terminal.errText).toContain("bea");
    expect(box.world.files.textAt(envFile)).toContain("API_TOKEN=");
  });
});

describe("stack secrets list", () => {
  it("shows what is known of each, and never a value", async () => {
    const told = await runSecrets(secretsBox(), ["list", "demo"]);
    expect(told.outcome).toEqual({ kind: "done" });
    const rows = told.terminal.outText.split("\n");
    expect(rows.find((row) => row.includes("DB_PASSWORD"))).toMatch(/password +present/u);
    expect(rows.find((row) => row.includes("API_TOKEN"))).toMatch(/missing, never rotated/u);
    expect(rows.find((row) => row.includes("LICENCE"))).toMatch(/text +not given/u);
    expect(told.terminal.outText).not.toContain(known);
  });

  it("names places, modes and users to programs, of those that are asked for", async () => {
    const told = await runSecrets(secretsBox(), ["list", "demo", "DB_PASSWORD"], json);
    expect(documentOf(told)).toMatchObject({
      command: "secrets list",
      secrets: [
        { name: "DB_PASSWORD", services: ["db"], places: [{ path: envFile, line: 1, mode: "0600" }] },
      ],
    });
    expect(documentOf(told)).toHaveProperty("secrets.length", 1);
  });

  it("knows how old one is that it has made", async () => {
    const box = secretsBox();
    await runSecrets(box, ["generate", "demo"]);
    await box.world.clock.advance(5 * 3_600_000);
    const told = await runSecrets(box, ["list", "demo", "API_TOKEN"], json);
    expect(documentOf(told)).toMatchObject({ secrets: [{ present: true, ageMs: 5 * 3_600_000 }] });
    expect((await runSecrets(box, ["list", "demo"])).terminal.outText).toContain("5 h");
  });

  const show = { show: "DB_PASSWORD" };

  it("shows one to a person on a terminal who said yes", async () => {
    const asked = { options: show, terminal: { answers: ["y"], outIsTerminal: true } };
    const told = await runSecrets(secretsBox(), ["list", "demo"], asked);
    expect(told.terminal.outText).toBe(`${known}\n`);
    expect(told.terminal.questions).toHaveLength(1);
  });

  it.each([
    [
      "who said nothing",
      { options: { ...show, yes: true }, terminal: { answers: [""], outIsTerminal: true } },
    ],
    ["in a pipe", { options: { ...show, yes: true }, terminal: { answers: ["y"] } }],
    ["whom nobody can ask", { options: { ...show, yes: true }, terminal: { outIsTerminal: true } }],
    ["as JSON", { options: { ...show, json: true }, terminal: { answers: ["y"], outIsTerminal: true } }],
  ])("shows none %s", async (_, performing) => {
    const told = await runSecrets(secretsBox(), ["list", "demo"], performing);
    expect(told.terminal.outText + told.terminal.errText).not.toContain(known);
  });

  it("says where there is none to show", async () => {
    const asked = { options: { show: "API_TOKEN" }, terminal: { answers: ["y"], outIsTerminal: true } };
    const { outcome } = await runSecrets(secretsBox(), ["list", "demo"], asked);
    expect(outcome).toMatchObject({ kind: "usage", fix: "stack secrets generate demo" });
  });
});

describe("stack secrets check", () => {
  it("is well once all are there, and names what is not", async () => {
    const box = secretsBox();
    const before = await runSecrets(box, ["check", "demo"], json);
    expect(JSON.stringify(documentOf(before))).toContain("API_TOKEN");
    await runSecrets(box, ["generate", "demo"]);
    const after = await runSecrets(box, ["check", "demo"], json);
    expect(after.outcome).toEqual({ kind: "done" });
    expect(documentOf(after)).toMatchObject({ ok: true });
  });

  it("tells of a value that everybody knows, without showing it", async () => {
    const box = secretsBox({ files: { [envFile]: { text: "DB_PASSWORD=changeme\n", mode: 0o600 } } });
    const told = await runSecrets(box, ["check", "demo", "DB_PASSWORD"], json);
    expect(told.outcome).toEqual({ kind: "done" });
    expect(documentOf(told)).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ id: "secrets.placeholder", status: "warn" }),
      ]),
    });
    expect(told.terminal.outText).not.toContain("changeme");
  });
});
