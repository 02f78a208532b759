import { describe, expect, it } from "vitest";
import { sealExport } from "../../../../src/features/secrets/export/encrypted-export.ts";
import { documentOf } from "../../../stage/staged-stack.ts";
import { envFile, here, known, runSecrets, secretsBox } from "../secrets-box.ts";

const phrase = "four words or more";
const sealedFile = `${here}/old.age`;
const other = "Kd8Lw3Qz6Ru1Vy5Tn9Bx2Mf7";
const phraseFile = { [`${here}/phrase`]: `${phrase}\n` };

async function boxWithExport(values: Readonly<Record<string, string>>) {
  const content = { schema: 1, environment: "demo", exportedAt: "2026-01-01T00:00:00.000Z", secrets: values };
  // as cheap to open as can be
  const text = await sealExport({ ...content, schema: 1 }, { passphrase: phrase, workFactor: 2 });
  return secretsBox({ files: { [sealedFile]: text, ...phraseFile } });
}

describe("stack secrets export", () => {
  it.each([
    ["two different passphrases", { terminal: { answers: [phrase, "four other words"] } }, "two different"],
    ["one that is soon guessed", { terminal: { answers: ["short", "short"] } }, "of 5 characters"],
    ["none", { terminal: { answers: [undefined] } }, "no passphrase was given"],
    ["nobody to ask", {}, "nobody to ask"],
    ["a file that is not there", { options: { passphraseFile: "nothing" } }, "cannot be read"],
    ["an empty file", { options: { passphraseFile: "empty" } }, "its first line is empty"],
  ])("writes nothing with %s", async (_, performing, message) => {
    const box = secretsBox({ files: { [`${here}/empty`]: "\n" } });
    const { outcome } = await runSecrets(box, ["export", "demo"], performing);
    expect(outcome).toMatchObject({ kind: "usage", message: expect.stringContaining(message) });
    expect(box.world.files.textAt(`${here}/demo.age`)).toBeUndefined();
  });

  it("leaves a file that is there, unless told otherwise", async () => {
    const box = secretsBox({ files: { [`${here}/demo.age`]: "mine", ...phraseFile } });
    const refused = await runSecrets(box, ["export", "demo"], { terminal: { answers: ["n"] } });
    expect(refused.outcome).toMatchObject({ kind: "usage", message: "demo.age is there already, and stays" });
    expect(box.world.files.textAt(`${here}/demo.age`)).toBe("mine");
  });

  it("ends as interrupted on Ctrl-C at the question", async () => {
    const box = secretsBox();
    const { outcome } = await runSecrets(box, ["export", "demo"], {
      terminal: { answers: [undefined] },
      meanwhile: (terminal) => terminal.interrupt("SIGINT"),
    });
    expect(outcome).toMatchObject({ kind: "interrupted", signal: "SIGINT" });
    expect(box.world.files.paths()).not.toContain(`${here}/demo.age`);
  });
});

describe("stack secrets import", () => {
  it("shows what it would do, asks, and keeps what it replaces", async () => {
    const box = await boxWithExport({ DB_PASSWORD: other, API_TOKEN: "t0ken-of-the-other-box-1" });
    const told = await runSecrets(box, ["import", "demo", "old.age"], {
      terminal: { answers: [phrase, "y"] },
    });
    expect(told.outcome).toEqual({ kind: "done" });
    expect(told.terminal.errText).toMatch(/new here: API_TOKEN[^]*replaced: DB_PASSWORD/u);
    expect(box.world.files.textAt(envFile)).toContain(`DB_PASSWORD=${other}`);
    const kept = box.world.files.paths().filter((path) => path.includes("/secrets/demo/backup/"));
    expect(kept.map((path) => box.world.files.textAt(path)).join("\n")).toContain(known);
    const said = told.terminal.outText + told.terminal.errText;
    expect([said.includes(other), said.includes(known), said.includes(phrase)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("does it unasked with --yes, and tells programs which", async () => {
    const box = await boxWithExport({ DB_PASSWORD: other });
    const told = await runSecrets(box, ["import", "demo", "old.age"], {
      options: { json: true, yes: true, passphraseFile: "phrase" },
    });
    expect(documentOf(told)).toMatchObject({ ok: true, from: "demo", names: ["DB_PASSWORD"] });
  });

  it("has nothing to ask where all is the same", async () => {
    const box = await boxWithExport({ DB_PASSWORD: known });
    const told = await runSecrets(box, ["import", "demo", "old.age"], { terminal: { answers: [phrase] } });
    expect(told.outcome).toEqual({ kind: "done" });
    expect(told.terminal.outText).toContain("nothing to import");
  });

  it.each([
    ["nobody to ask", { options: { passphraseFile: "phrase" } }, "nothing was imported"],
    ["a No", { terminal: { answers: [phrase, "n"] } }, "nothing was imported"],
    ["the wrong passphrase", { terminal: { answers: ["something else"] } }, "does not open it"],
  ])("imports nothing with %s", async (_, performing, message) => {
    const box = await boxWithExport({ DB_PASSWORD: other });
    const { outcome } = await runSecrets(box, ["import", "demo", "old.age"], performing);
    expect(outcome).toMatchObject({ kind: "usage", message: expect.stringContaining(message) });
    expect(box.world.files.textAt(envFile)).toContain(known);
  });

  it.each([
    [[], "from which file"],
    [["nothing.age"], "cannot be read"],
    [["phrase"], "no export of secrets"],
  ])("says what is wrong with the file: %j", async (words, message) => {
    const box = secretsBox({ files: phraseFile });
    const { outcome } = await runSecrets(box, ["import", "demo", ...words], {
      terminal: { answers: [phrase] },
    });
    expect(outcome).toMatchObject({ kind: "usage", message: expect.stringContaining(message) });
  });

  it("is blocked, with the reason, where the file cannot be written", async () => {
    const box = await boxWithExport({ DB_PASSWORD: other });
    box.world.files.refuseWriting(envFile, "ENOSPC");
    const told = await runSecrets(box, ["import", "demo", "old.age"], {
      terminal: { answers: [phrase, "y"] },
    });
    expect(told.outcome).toMatchObject({ kind: "blocked" });
    expect(told.terminal.errText).toContain("no space left on device");
    expect(box.world.files.textAt(envFile)).toContain(known);
  });
});
