import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingIds } from "../../../src/core/preflight/finding-ids.ts";

const folders = ["core/preflight", "core/secrets", "core/plan", "features/backup/restore"].map((name) =>
  join(import.meta.dirname, "..", "..", "..", "src", name),
);

describe("the table of finding ids", () => {
  it("holds none that no check emits", () => {
    const sources = folders
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
      )
      .filter((path) => path.endsWith(".ts"))
      .filter((path) => !path.endsWith("finding-ids.ts"))
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");
    expect(Object.keys(findingIds).filter((id) => !sources.includes(`"${id}"`))).toEqual([]);
  });
});
