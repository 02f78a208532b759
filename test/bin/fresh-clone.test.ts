import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

/** Every package that is loaded with a script, before its first line runs: `npm ci` is among the later ones. */
function packagesOf(script: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(script)) return [];
  seen.add(script);
  const text = readFileSync(join(root, script), "utf8");
  const names = [...text.matchAll(/^(?:import|export)\s[^;]*?from "([^"]+)";/gmu)].map(
    ([, name = ""]) => name,
  );
  return names.flatMap((name) => {
    if (name.startsWith("node:")) return [];
    return name.startsWith(".") ? packagesOf(normalize(join(dirname(script), name)), seen) : [name];
  });
}

test.each(["bin/try.mjs", "bin/test.mjs"])("%s runs in a fresh clone, which has no packages", (script) => {
  expect(packagesOf(script)).toEqual([]);
});

test("a script that runs after the installation is seen to load packages", () => {
  expect(packagesOf("bin/docs/sources.mjs")).toContain("esbuild");
});
