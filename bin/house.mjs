#!/usr/bin/env node
// `npm run house`: how big the house is, and how many files one opens to follow a command through it.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { inProject } from "./development/project.mjs";

/** Where a reader begins; from there along every import that is more than a type. */
const commands = {
  "up dev": ["src/features/up/command.ts", "src/features/test-run/start-with-target.ts"],
  doctor: ["src/features/doctor/command.ts"],
  "secrets rotate": ["src/features/secrets/command.ts", "src/features/secrets/rotate/command.ts"],
};
const everyCommand = ["src/main.ts", "src/cli/program.ts", "src/command/open-context.ts"];

/** Read where they are asked about, not on the way: what is outside, how it looks, and the members of open sets. */
const notOnTheWay = /^src\/(?:world|core\/report|core\/preflight)\//u;

const files = readdirSync(inProject("src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => {
    const path = join("src", file);
    const text = readFileSync(inProject(path), "utf8");
    return { path, text, lines: text.split("\n").length - 1, imports: importsOf(path, text) };
  });
const byPath = new Map(files.map((file) => [file.path, file]));

print("files in src", files.length);
print("lines in src", sum(files.map(({ lines }) => lines)));
print("folders with more than 25 files", folders().filter(({ inside }) => inside > 25).length);
print("files under 25 lines with one importer", crumbs().length);
if (process.argv.includes("--crumbs")) for (const { path } of crumbs()) console.log(`  ${path}`);
for (const [command, starts] of Object.entries(commands)) {
  const opened = toFollow([...everyCommand, ...starts]);
  print(`files to follow ${command}`, opened.length);
  print(`  changes of folder on the way`, changes(opened));
  if (process.argv.includes("--files")) for (const path of opened) console.log(`  ${path}`);
}

/** @param {string} path @param {string} text */
function importsOf(path, text) {
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from "(\.[^"]+)"/gmu)].map(
    ([, type, name]) => ({
      path: normalize(join(dirname(path), name ?? "")),
      isType: type !== undefined,
    }),
  );
}

/** What acts or waits, in the order in which a reader meets it. @param {readonly string[]} starts */
function toFollow(starts) {
  /** @type {Set<string>} */
  const seen = new Set();
  /** @param {string} path */
  const visit = (path) => {
    const file = byPath.get(path);
    if (file === undefined && path.endsWith(".ts")) throw new Error(`there is no ${path}`);
    if (file === undefined || seen.has(path)) return;
    seen.add(path);
    for (const next of file.imports) if (!next.isType) visit(next.path);
  };
  starts.forEach(visit);
  return [...seen].filter(
    (path) => !notOnTheWay.test(path) && /\basync\b/u.test(byPath.get(path)?.text ?? ""),
  );
}

/** @param {readonly string[]} paths */
function changes(paths) {
  return paths.filter((path, index) => index > 0 && dirname(path) !== dirname(paths[index - 1] ?? "")).length;
}

function folders() {
  const names = files.map(({ path }) => dirname(path));
  return [...new Set(names)].map((folder) => ({
    folder,
    inside: names.filter((name) => name === folder).length,
  }));
}

function crumbs() {
  return files.filter(({ path, lines }) => {
    const importers = files.filter(({ imports }) => imports.some((each) => each.path === path));
    return lines < 25 && importers.length === 1;
  });
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}

/** @param {string} what @param {number} figure */
function print(what, figure) {
  console.log(`${String(figure).padStart(6)}  ${what}`);
}
