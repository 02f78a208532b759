import { describe, expect, test } from "vitest";
import {
  allTools,
  bases,
  nativeTools,
  shellEntry,
  skeleton,
} from "../../../../src/features/rehearsal/image/skeleton.ts";
import { baseTools, knownImages, toolsOf } from "../../../../src/core/images/known-images.ts";

const native = new Map([
  ["node", "/usr/bin/node"],
  ["sh", "/usr/bin/dash"],
  ["cat", "/usr/bin/cat"],
]);
const entries = skeleton("program();", native);
const links = new Map(
  entries.flatMap((entry) => (entry.kind === "link" ? [[entry.path, entry.target] as const] : [])),
);

describe("the image's skeleton", () => {
  test("has a place for every program of every known image", () => {
    const wanted = knownImages.flatMap(toolsOf).filter((tool) => !tool.includes("/"));
    expect(wanted.filter((tool) => !links.has(`stand-in/tools/${tool}/${tool}`))).toEqual([]);
    for (const base of bases) {
      expect(baseTools(base).filter((tool) => !links.has(`stand-in/base/${base}/${tool}`))).toEqual([]);
    }
  });

  test("leads to this host's program where there is one, and to the stand-in's own where not", () => {
    expect(links.get("stand-in/base/alpine/cat")).toBe("/usr/bin/cat");
    expect(links.get("stand-in/base/alpine/wget")).toBe("/stand-in/stand-in.cjs");
    expect(links.get("stand-in/tools/pg_isready/pg_isready")).toBe("/stand-in/stand-in.cjs");
    expect(links.get("stand-in/node")).toBe("/usr/bin/node");
  });

  test("keeps paths within what the archive's format can hold", () => {
    expect(entries.filter(({ path }) => path.length > 100 || path.startsWith("/"))).toEqual([]);
  });

  test("plays what hosts have in other versions, and copies the rest", () => {
    expect(nativeTools).toContain("grep");
    expect(nativeTools).not.toContain("wget");
    expect(allTools).toContain("curl");
  });

  test("has a shell in one layer alone, at its usual place", () => {
    expect(links.has("bin/sh")).toBe(false);
    expect(shellEntry(native)).toEqual([{ kind: "link", path: "bin/sh", target: "/usr/bin/dash" }]);
    expect(shellEntry(new Map([["sh", "/bin/sh"]]))).toEqual([]);
  });
});
