import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

interface LateImport {
  readonly module: string;
  readonly names: readonly string[];
}

const lateImport = /const (?:\{ ([^}]*) \}|\w+) = await import\("([^".][^"]*)"\)/gu;

/** Every `const { a, default: b } = await import("package")` of the sources. */
function lateImports(): readonly LateImport[] {
  const folder = join(root, "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return files.flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(lateImport)].map(([, names = "", module = ""]) => ({
      module,
      names: names
        .split(",")
        .map((name) => name.split(":")[0]?.trim() ?? "")
        .filter((name) => name !== ""),
    })),
  );
}

/** What a program that is bundled as ours is gets of a module that it imports late. */
async function namesWhenBundled(module: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(root, "node_modules", ".late-import-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const contents = `export const names = Object.keys(await import(${JSON.stringify(module)}));`;
  await build({
    stdin: { contents, resolveDir: root },
    outdir: folder,
    entryNames: "late",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  const bundled: { readonly names: readonly string[] } = await import(
    pathToFileURL(join(folder, "late.mjs")).href
  );
  return bundled.names;
}

test("what is imported late has in the bundle the names by which it is used", async () => {
  const late = lateImports();
  expect(late.length).toBeGreaterThan(3);
  for (const { module, names } of late) {
    const there = await namesWhenBundled(module);
    expect([module, names.filter((name) => !there.includes(name))]).toEqual([module, []]);
  }
});
