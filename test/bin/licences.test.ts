import { expect, test } from "vitest";
import { licencesOf } from "../../bin/development/licences.mjs";

test("every package that is bundled has its licence along, once, and ours are not among them", () => {
  const text = licencesOf([
    "src/main.ts",
    "node_modules/zod/v4/core/core.js",
    "node_modules/zod/v4/core/util.js",
    "node_modules/@peculiar/x509/build/x509.cjs.js",
    "<define:STACK_VERSION>",
  ]);
  expect(text.match(/^## .*/gmu)).toEqual([
    expect.stringMatching(/^## @peculiar\/x509 [\d.]+ \(MIT\)$/u),
    expect.stringMatching(/^## zod [\d.]+ \(MIT\)$/u),
  ]);
  expect(text.match(/Permission is hereby granted/gu)).toHaveLength(2);
});
