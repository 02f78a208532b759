import { beforeEach, describe, expect, it } from "vitest";
import { completeSecrets } from "../../../../src/core/secrets/complete.ts";
import {
  exportSecrets,
  importSecrets,
  previewImport,
} from "../../../../src/features/secrets/export/export-secrets.ts";
import { secretSpecsSchema } from "../../../../src/core/secrets/secret-spec.ts";
import { MemoryWorld } from "../../../core/secrets/memory-world.ts";

const place = { environment: "development", directory: "/box" };
const specs = secretSpecsSchema.parse({
  A: { kind: "password", file: "a" },
  B: { kind: "api-key", prefix: "sk-" },
});
const passphrase = "correct horse battery staple";
let box: MemoryWorld;
let text = "";

async function sealed(): Promise<string> {
  const answer = await exportSecrets(box, place, specs, { passphrase, workFactor: 8 });
  return answer.kind === "ok" ? answer.value.text : "";
}
const open = (world: MemoryWorld, more: { passphrase?: string; replace?: boolean; text?: string } = {}) =>
  importSecrets(world, { ...place, specs, text, passphrase, replace: false, ...more });

beforeEach(async () => {
  box = new MemoryWorld();
  await completeSecrets(box, { ...place, specs, variables: { STACK_ENVIRONMENT: "development" } });
  box.put("/box/.env.development", `${box.text("/box/.env.development")}HF_TOKEN=hf_brought_by_me\n`);
  text = await sealed();
});

describe("an export", () => {
  it("moves all secrets to another box, and not that box's own variables", async () => {
    const other = new MemoryWorld();
    expect(await open(other)).toEqual({
      kind: "imported",
      names: ["A", "B", "HF_TOKEN"],
      from: "development",
    });
    expect(other.text("/box/secrets/development/a")).toBe(box.text("/box/secrets/development/a"));
    const line = /^B=.*$/mu.exec(box.text("/box/.env.development") ?? "")?.[0];
    expect(other.text("/box/.env.development")).toBe(`${line}\nHF_TOKEN=hf_brought_by_me\n`);
  });

  it("is an age file that tells nothing without its passphrase", async () => {
    expect(text).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/u);
    expect(text).not.toContain(box.text("/box/secrets/development/a"));
    const other = new MemoryWorld();
    expect(await open(other, { passphrase: "wrong" })).toEqual({ kind: "wrong-passphrase" });
    expect(other.writes).toEqual([]);
  });

  it.each([
    "",
    "no age file at all",
    "-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n-----END AGE ENCRYPTED FILE-----\n",
  ])("that is none is refused: %j", async (nonsense) => {
    const answer = await open(new MemoryWorld(), { text: nonsense });
    expect(["not-an-export", "wrong-passphrase"]).toContain(answer.kind);
  });

  it("replaces no value that is there, unless it is told to", async () => {
    const other = new MemoryWorld();
    await completeSecrets(other, { ...place, specs, variables: {} });
    other.put("/box/secrets/development/a", "its own value");
    other.writes.length = 0;
    expect(await open(other)).toMatchObject({ kind: "conflicts", names: ["A"] });
    expect(other.writes).toEqual([]);
    expect(await open(other, { replace: true })).toMatchObject({ kind: "imported" });
    expect(other.text("/box/secrets/development/a")).toBe(box.text("/box/secrets/development/a"));
  });

  it("is shown before it is taken over: what is new, replaced, and the same", async () => {
    const other = new MemoryWorld();
    other.put("/box/secrets/development/a", "its own value");
    other.put("/box/.env.development", "HF_TOKEN=hf_brought_by_me\n");
    other.writes.length = 0;
    const request = { ...place, specs, text, passphrase, replace: true };
    expect(await previewImport(other, request)).toMatchObject({
      from: "development",
      added: ["B"],
      replaced: ["A"],
      same: ["HF_TOKEN"],
    });
    expect(other.writes).toEqual([]);
    expect(await previewImport(other, { ...request, passphrase: "wrong" })).toEqual({
      kind: "wrong-passphrase",
    });
  });

  it("is not made of an env file that cannot be read", async () => {
    box.put("/box/.env.development", "A='open\n");
    expect(await exportSecrets(box, place, specs, { passphrase, workFactor: 8 })).toMatchObject({
      kind: "failed",
    });
  });
});
