import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateSecret } from "../../../src/core/secrets/generate.ts";
import { isPlaceholder } from "../../../src/core/secrets/check/placeholder.ts";
import { secretSpecsSchema, type SecretSpec } from "../../../src/core/secrets/secret-spec.ts";
import { MemoryWorld } from "./memory-world.ts";

const { certificates, clock } = new MemoryWorld();
const world = {
  certificates,
  clock,
  random: { bytes: (count: number) => new Uint8Array(randomBytes(count)) },
};

async function generate(spec: SecretSpec): Promise<string> {
  const made = await generateSecret(world, spec);
  return made.kind === "ok" ? made.value : `failed: ${made.error}`;
}

describe("generated values", () => {
  it.each([
    [{ kind: "password" }, /^[A-Za-z0-9][A-Za-z0-9_-]{31}$/u],
    [{ kind: "password", length: 12 }, /^[A-Za-z0-9_-]{12}$/u],
    [{ kind: "api-key", prefix: "sk-", length: 51 }, /^sk-[A-Za-z0-9_-]{48}$/u],
    [{ kind: "api-key", prefix: "sk-" }, /^sk-[A-Za-z0-9_-]{48}$/u],
    [{ kind: "hex", length: 33 }, /^[0-9a-f]{33}$/u],
    [{ kind: "jwt" }, /^[A-Za-z0-9_-]{64}$/u],
  ] as const)("%o", async (spec, pattern) => {
    expect(await generate(spec)).toMatch(pattern);
  });

  it("use each character as often as any other", async () => {
    const counts = new Map<string, number>();
    for (let round = 0; round < 400; round++)
      for (const character of (await generate({ kind: "password", length: 512 })).slice(1))
        counts.set(character, (counts.get(character) ?? 0) + 1);
    // 204,400 characters, 3,194 of each expected; ten standard deviations is 566.
    expect(counts.size).toBe(64);
    expect(Math.min(...counts.values())).toBeGreaterThan(3194 - 566);
    expect(Math.max(...counts.values())).toBeLessThan(3194 + 566);
  });

  it("are never taken for a placeholder", async () => {
    for (let round = 0; round < 500; round++)
      expect(isPlaceholder(await generate({ kind: "password" }))).toBe(false);
  });
});

describe("placeholders", () => {
  it.each(
    "changeme CHANGE_ME changeme_in_production your_password_here your-secret-key sk-your-key <password> minioadmin sk-1234 admin123 postgres xxxxxxxx {{vault_key}} sk-salt-1234 replace_with_a_key".split(
      " ",
    ),
  )("%s", (value) => {
    expect(isPlaceholder(value)).toBe(true);
  });

  it("are not found in what only contains such a word", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{4,12}$/u), (noise) => {
        expect(isPlaceholder(`${noise}Postgres${noise}`)).toBe(false);
      }),
    );
  });
});

describe("the manifest's entry of a secret", () => {
  it.each([
    [{ A: { kind: "password", length: 8 } }, "12"],
    [{ A: { kind: "api-key", prefix: "sk-abcdef-", length: 14 } }, "too short"],
    [{ A: { kind: "certificate" } }, "needs `file`"],
    [{ A: { kind: "password", file: "../a" } }, "plain file name"],
    [{ A: { kind: "password", file: "backup" } }, "uses itself"],
    [{ A: { kind: "hex", file: "a" }, B: { kind: "hex", file: "a" } }, "same file as A"],
    [{ A: { kind: "certificate", file: "a" }, B: { kind: "hex", file: "a.key" } }, "same file as A"],
    [{ A: { kind: "hex", lenght: 3 } }, "lenght"],
    [{ "A B": { kind: "hex" } }, "variable name"],
  ])("%o is refused", (specs, message) => {
    const result = secretSpecsSchema.safeParse(specs);
    expect(JSON.stringify(result.error?.issues)).toContain(message);
  });
});
