import { expect, test } from "vitest";
import { read } from "./pages.ts";

test("the changelog has the form of Keep a Changelog: versions, and in each what was added, changed, fixed", () => {
  const headings = read("CHANGELOG.md")
    .split("\n")
    .filter((line) => /^#{2,} /u.test(line));
  expect(headings[0]).toBe("## [Unreleased]");
  const known =
    /^(?:## \[Unreleased\]|## \[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}|### (?:Added|Changed|Deprecated|Removed|Fixed|Security))$/u;
  expect(headings.filter((heading) => !known.test(heading))).toEqual([]);
});
