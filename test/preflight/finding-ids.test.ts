import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingIds } from "../../src/preflight/finding-ids.ts";

const folder = join(import.meta.dirname, "..", "..", "src", "preflight");

describe("the table of finding ids", () => {
  it("holds none that no check emits", () => {
    const sources = readdirSync(folder)
      .filter((name) => name !== "finding-ids.ts")
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");
    expect(Object.keys(findingIds).filter((id) => !sources.includes(`"${id}"`))).toEqual([]);
  });
});
