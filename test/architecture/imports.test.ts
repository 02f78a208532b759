import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../../src");

/** From the ground up; a floor may import those before it, and its own files. */
const floors = ["world", "core", "command", "features", "cli", "main.ts"];

/** The rooms of core/, likewise. */
const coreRooms = [
  "images",
  "secrets",
  "preflight",
  "proof",
  "environment",
  "plan",
  "events",
  "journal",
  "ownership",
  "stop",
  "start",
  "report",
];

/** Which features may use which others; what is not here meets only in cli/. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  backup: ["secrets"],
  clean: ["backup", "rehearsal"],
  compose: ["reset"],
  doctor: ["backup", "gpu", "plan"],
  "first-run": ["backup", "doctor", "reset", "test-run", "up"],
  plan: ["gpu"],
  reset: ["backup"],
  status: ["backup"],
  "test-run": ["timeline", "up"],
  up: ["backup", "rehearsal", "timeline"],
};

/** More than a person takes in at a glance. */
const mostSideBySide = 25;

/** A program of its own, which runs inside the containers of a rehearsal. */
const apart = "features/rehearsal/stand-in";

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

function floorOf(path: string): number {
  return floors.indexOf(path.split("/")[0] ?? "");
}

/** Pairs of files of `folder`'s rooms, where one imports the other from another room. */
function betweenRooms(folder: string): readonly (readonly [SourceFile, string])[] {
  return own
    .filter(({ path }) => path.startsWith(`${folder}/`))
    .flatMap((file) =>
      ownImports(file)
        .filter((to) => to.startsWith(`${folder}/`) && roomOf(to) !== roomOf(file.path))
        .map((to): readonly [SourceFile, string] => [file, to]),
    );
}

function ownImports(file: SourceFile): readonly string[] {
  return file.imports.filter((name) => name.startsWith(".")).map((name) => target(file, name));
}

function roomOf(path: string): string {
  return path.split("/")[1] ?? "";
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
  test("has every file on a known floor, and in core/ in a known room", () => {
    expect(own.filter(({ path }) => floorOf(path) < 0).map(({ path }) => path)).toEqual([]);
    const inCore = own.filter(({ path }) => path.startsWith("core/"));
    expect(inCore.filter(({ path }) => !coreRooms.includes(roomOf(path))).map(({ path }) => path)).toEqual(
      [],
    );
    expect(own.length).toBeGreaterThan(50);
  });

  test("imports downwards only: the world knows nobody, a feature is known to cli/ alone", () => {
    const wrong = own.flatMap((file) =>
      ownImports(file)
        .filter((to) => floorOf(to) > floorOf(file.path))
        .map((to) => `${file.path} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  test("imports inside core/ in the order of its rooms", () => {
    const wrong = betweenRooms("core").filter(
      ([{ path }, to]) => coreRooms.indexOf(roomOf(to)) > coreRooms.indexOf(roomOf(path)),
    );
    expect(wrong.map(([{ path }, to]) => `${path} imports ${to}`)).toEqual([]);
  });

  test("lets features meet only as the list says, and never both ways", () => {
    const met = betweenRooms("features");
    const wrong = met.filter(([{ path }, to]) => !(allowed[roomOf(path)] ?? []).includes(roomOf(to)));
    expect(wrong.map(([{ path }, to]) => `${path} imports ${to}`)).toEqual([]);
    const arrows = new Set(met.map(([{ path }, to]) => `${roomOf(path)} ${roomOf(to)}`));
    const stale = Object.entries(allowed).flatMap(([from, others]) =>
      others.filter((to) => !arrows.has(`${from} ${to}`)).map((to) => `${from} ${to}`),
    );
    expect(stale).toEqual([]);
    expect([...arrows].filter((arrow) => arrows.has(arrow.split(" ").toReversed().join(" ")))).toEqual([]);
  });

  test("lets the room that adopts the predecessor's data be known by its door alone, and by two files", () => {
    const adopt = "features/first-run/adopt/";
    const knowing = own
      .filter(({ path }) => !path.startsWith(adopt))
      .flatMap((file) =>
        ownImports(file)
          .filter((to) => to.startsWith(adopt))
          .map((to) => `${file.path} imports ${to}`),
      );
    expect(knowing.toSorted()).toEqual([
      `cli/program.ts imports ${adopt}door.ts`,
      `features/first-run/leftovers-step.ts imports ${adopt}door.ts`,
    ]);
  });

  test(`has at most ${String(mostSideBySide)} files side by side in a folder`, () => {
    const folders = files.map(({ path }) => dirname(path));
    const full = [...new Set(folders)]
      .map((folder) => ({ folder, files: folders.filter((each) => each === folder).length }))
      .filter(({ files: inside }) => inside > mostSideBySide);
    expect(full).toEqual([]);
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
