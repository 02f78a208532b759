import { describe, expect, it } from "vitest";
import type { Defect } from "../../../src/features/lint/rule.ts";
import { defectAnnotations } from "../../../src/features/lint/github-annotations.ts";
import { lintText } from "../../../src/features/lint/lint-text.ts";
import { symbolsFor } from "../../../src/core/report/text/symbols.ts";
import { textOf } from "../../core/report/text-of.ts";

const defect: Defect = {
  id: "image.mutable-tag",
  file: "compose.yaml",
  line: 3,
  service: "web",
  message: 'nginx:latest: the tag "latest" moves',
  fix: "name a version in the tag",
};
const look = { width: 80, symbols: symbolsFor({ LANG: "C.UTF-8" }) };
const document = { schema: 1, command: "lint", environment: null, files: 3, skipped: [] } as const;

describe("the text of a lint", () => {
  it("begins each defect with its place, as editors link it, and ends with the count", () => {
    const lines = textOf(lintText({ ...document, ok: false, defects: [defect] }, look));
    expect(lines.filter((line) => line !== "")).toEqual([
      "compose.yaml:3  image.mutable-tag",
      '  nginx:latest: the tag "latest" moves',
      "  ▸ name a version in the tag",
      "✖ 1 defect in 3 files",
    ]);
  });

  it("is one line where nothing is wrong", () => {
    expect(textOf(lintText({ ...document, ok: true, defects: [] }, look))).toEqual([
      "✔ no defects in 3 files",
    ]);
  });

  it("says which rules could not be tried", () => {
    const lines = textOf(
      lintText({ ...document, ok: true, defects: [], skipped: ["health.localhost"] }, look),
    );
    expect(lines.join(" ")).toContain("health.localhost");
  });
});

describe("the annotations for GitHub", () => {
  it("stand beside the line, with everything escaped that would end them", () => {
    const odd = { ...defect, file: "a,b.yaml", message: "50%\nof it" };
    expect(defectAnnotations([odd])).toEqual([
      "::error file=a%2Cb.yaml,line=3,title=image.mutable-tag::50%25%0Aof it; name a version in the tag\n",
    ]);
  });

  it("name no line where there is none", () => {
    expect(defectAnnotations([{ ...defect, line: null }])[0]).toContain("file=compose.yaml,title=");
  });
});
