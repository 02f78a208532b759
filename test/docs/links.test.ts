import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { posix } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { pages, proseOf, read, root } from "./pages.ts";

const run = promisify(execFile);

interface Link {
  readonly file: string;
  readonly anchor: string | undefined;
}

/** Links to what is in the project, pictures included, as paths from its root. */
function linksOf(page: string): readonly Link[] {
  return [...proseOf(read(page)).matchAll(/\]\(([^)\s]+)\)/gu)].flatMap(([, target = ""]) => {
    if (/^[a-z]+:/u.test(target)) return [];
    const [path = "", anchor] = target.split("#");
    return [{ file: path === "" ? page : posix.join(posix.dirname(page), path), anchor }];
  });
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gmu)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe.each(pages)("%s", (page) => {
  test("links to what is there", () => {
    expect(linksOf(page).filter(({ file }) => !existsSync(join(root, file)))).toEqual([]);
  });

  test("links to headings that are there", () => {
    const pointed = linksOf(page).filter(({ anchor }) => anchor !== undefined);
    expect(pointed.filter(({ file, anchor = "" }) => !anchorsOf(file).includes(anchor))).toEqual([]);
  });
});

test("the README is one page, and leads to every other", () => {
  expect(statSync(join(root, "README.md")).size).toBeLessThanOrEqual(6_144);
  const reached = new Set(["README.md"]);
  for (const page of reached) {
    for (const { file } of linksOf(page)) if (file.endsWith(".md")) reached.add(file);
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

const packSchema = z.array(z.object({ files: z.array(z.object({ path: z.string() })) })).min(1);

test("what is linked to is in the package too", async () => {
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root });
  const packed = packSchema.parse(JSON.parse(stdout)).flatMap(({ files }) => files.map(({ path }) => path));
  const wanted = packed.filter((path) => path.endsWith(".md")).flatMap(linksOf);
  expect(wanted.length).toBeGreaterThan(20);
  expect(
    wanted.filter(({ file }) => !packed.some((path) => path === file || path.startsWith(`${file}/`))),
  ).toEqual([]);
});
