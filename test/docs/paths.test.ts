import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mentionedIn, pages, read, root } from "./pages.ts";

/** Files and folders of this project that a page names; those of users (`compose/…` of their own) are shipped here as well. */
function pathsIn(page: string): readonly string[] {
  return mentionedIn(read(page)).filter((words) =>
    /^(?:src|test|bin|docs|bench|\.ci)\/[^ <*]+$/u.test(words),
  );
}

test.each(pages)("%s names files that are there", (page) => {
  expect(pathsIn(page).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("the architecture names many", () => {
  expect(pathsIn("docs/architecture.md").length).toBeGreaterThan(20);
});
