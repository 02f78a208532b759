import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingTable } from "../../bin/docs/finding-table.mjs";
import { findingIds } from "../../src/preflight/finding-ids.ts";

const folders = ["preflight", "secrets", "plan", "launch/restore"].map((name) =>
  join(import.meta.dirname, "..", "..", "src", name),
);

describe("the table of finding ids", () => {
  it("holds none that no check emits", () => {
    const sources = folders
      .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
      .filter((path) => !path.endsWith("finding-ids.ts"))
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");
    expect(Object.keys(findingIds).filter((id) => !sources.includes(`"${id}"`))).toEqual([]);
  });

  it("is the README's: `npm run docs` writes it there", () => {
    const readme = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");
    const [, table = ""] =
      /<!-- findings: npm run docs -->\n([\s\S]*)<!-- findings: end -->/u.exec(readme) ?? [];
    const rows = table.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows.map(cells)).toEqual(findingTable(findingIds).slice(2).map(cells));
  });
});

/** Prettier pads the cells. */
function cells(row: string): readonly string[] {
  return row.split("|").map((cell) => cell.trim());
}
