import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rules } from "../../../src/environment/lint/rules.ts";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");

test("the README's table of lint rules is the rules' own words, in their order", () => {
  const rows = rules.map(({ id, meaning, fix }) => [`\`${id}\``, meaning, fix].join(" | "));
  const written = readme
    .split("\n")
    .filter((line) => /^\| `[a-z-]+\.[a-z-]+` +\|/u.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/u)
        .map((cell) => cell.trim().replaceAll("\\|", "|"))
        .join(" | "),
    );
  expect(written.filter((row) => rules.some(({ id }) => row.startsWith(`\`${id}\``)))).toEqual(rows);
});
