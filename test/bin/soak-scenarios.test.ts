import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scenarios } from "../../bin/soak/scenarios.mjs";

test.each(scenarios(2))("the soak's row '$name' runs tests that are there", ({ file, test: part }) => {
  const text = readFileSync(join(import.meta.dirname, "..", "..", file), "utf8");
  expect(text).toMatch(/\b(?:test|it|describe)\b/u);
  // the names of tests may have their parts from elsewhere: `by %s`
  if (part !== undefined && !/SIG|by /u.test(part)) expect(text).toContain(part);
});
