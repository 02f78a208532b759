import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../../src");

/** From the ground up; a folder may import those before it, and its own files. Folders of one row do not mix. */
const storeys: readonly (readonly string[])[] = [
  ["world"],
  ["preflight", "secrets", "service"],
  ["environment"],
  ["plan"],
  ["launch"],
  ["report"],
  ["commands"],
  ["cli"],
  ["main.ts"],
];

/** A program of its own, which runs inside the containers of a rehearsal. */
const apart = "stand-in";

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => {
    const path = relative(root, join(entry.parentPath, entry.name));
    const text = readFileSync(join(root, path), "utf8");
    return { path, text, imports: importsOf(text) };
  });

const own = files.filter(({ path }) => !path.startsWith(`${apart}/`));

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/gu)].flatMap(([, name]) => name ?? []);
}

function storeyOf(path: string): number {
  const folder = path.split("/")[0] ?? "";
  return storeys.findIndex((row) => row.includes(folder));
}

function target(file: SourceFile, imported: string): string {
  return relative(root, resolve(root, dirname(file.path), imported));
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gmu, "");
}

function offenders(pattern: RegExp, allowed: readonly string[]): readonly string[] {
  return own
    .filter(({ path }) => !allowed.some((folder) => path === folder || path.startsWith(`${folder}/`)))
    .filter(({ text }) => pattern.test(withoutComments(text)))
    .map(({ path }) => path);
}

describe("the house", () => {
  test("has every file on a known storey", () => {
    expect(own.filter(({ path }) => storeyOf(path) < 0).map(({ path }) => path)).toEqual([]);
    expect(own.length).toBeGreaterThan(50);
  });

  test("imports downwards only, and never from a neighbour of the same storey", () => {
    const wrong = own.flatMap((file) =>
      file.imports
        .filter((imported) => imported.startsWith("."))
        .map((imported) => target(file, imported))
        .filter((to) => {
          const sameFolder = to.split("/")[0] === file.path.split("/")[0];
          return !sameFolder && storeyOf(to) >= storeyOf(file.path);
        })
        .map((to) => `${file.path} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  test("has no import cycle, type-only imports included", () => {
    expect(cycle()).toEqual([]);
  });

  test("lets only world/ touch Node, child processes and the engine's client", () => {
    const touching = own
      .filter(({ path }) => !path.startsWith("world/"))
      .flatMap((file) =>
        file.imports
          .filter((name) => /^node:|^(execa|docker-compose|dockerode)$/u.test(name))
          .map((name) => `${file.path} imports ${name}`),
      );
    expect(touching).toEqual([]);
  });

  test("never runs zx, which is for scripts", () => {
    expect(files.filter(({ imports }) => imports.includes("zx")).map(({ path }) => path)).toEqual([]);
  });

  test("takes zod as a namespace, so that the bundle holds only what is used of it", () => {
    expect(offenders(/import \{[^}]*\} from "zod"/u, [])).toEqual([]);
  });

  test("mentions the process only in world/ and main.ts", () => {
    expect(
      offenders(
        /(?<![\w."'`])process\.(?:argv|cwd|env|exit|exitCode|kill|off|on|once|pid|platform|std\w+|uptime)\b/u,
        ["world", "main.ts"],
      ),
    ).toEqual([]);
  });

  test("reads clocks and rolls dice only in world/", () => {
    expect(offenders(/Date\.now|new Date\(\)|Math\.random|performance\.now/u, ["world"])).toEqual([]);
    expect(offenders(/\b(?:setTimeout|setInterval|setImmediate)\b/u, ["world"])).toEqual([]);
  });

  test("writes to no console", () => {
    expect(offenders(/\bconsole\s*\./u, [])).toEqual([]);
  });

  test("writes no document as text, in which masking would meet its form: `outDocument` masks its values", () => {
    expect(offenders(/\.out\([^;]*JSON\.stringify/u, ["world"])).toEqual([]);
  });

  test("keeps the stand-in's program apart", () => {
    const mixed = files
      .filter(({ path }) => path.startsWith(`${apart}/`))
      .flatMap((file) =>
        file.imports.filter((name) => name.startsWith(".")).map((name) => target(file, name)),
      )
      .filter((to) => !to.startsWith(`${apart}/`));
    expect(mixed).toEqual([]);
  });
});

/** The first ring of imports found, as a path; empty when there is none. */
function cycle(): readonly string[] {
  const graph = new Map(
    files.map((file) => [
      file.path,
      file.imports.filter((name) => name.startsWith(".")).map((name) => target(file, name)),
    ]),
  );
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of graph.get(path) ?? []) {
      const found = visit(next, [...trail, path]);
      if (found.length > 0) return found;
    }
    done.add(path);
    return [];
  };
  for (const path of graph.keys()) {
    const found = visit(path, []);
    if (found.length > 0) return found;
  }
  return [];
}
