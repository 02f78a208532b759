import { describe, expect, it } from "vitest";
import type { Line } from "../../../../src/core/report/text/span.ts";
import { span } from "../../../../src/core/report/text/span.ts";
import { wrap, wrapIndented } from "../../../../src/core/report/text/wrap.ts";

const text = (lines: readonly Line[]): readonly string[] =>
  lines.map((line) => line.map((part) => part.text).join(""));

describe("wrap", () => {
  it("breaks between words, at the last one that fits", () => {
    expect(text(wrap("one two three four", 9))).toEqual(["one two", "three", "four"]);
  });

  it("never breaks a command in backticks, and shows it without them", () => {
    expect(text(wrap("then run `stack up development` again", 12))).toEqual([
      "then run",
      "stack up development",
      "again",
    ]);
  });

  it("colours a command, and keeps the comma that touches it on its line", () => {
    const [line] = wrap("run `stack gpu`, then look", 80);
    expect(line).toContainEqual(span("stack gpu", "accent"));
    expect(text([line ?? []])).toEqual(["run stack gpu, then look"]);
  });

  it("takes a backtick that is never closed for text", () => {
    expect(text(wrap("it`s open", 80))).toEqual(["its open"]);
  });

  it("moves every further line in by the width of what stands before the first", () => {
    expect(text(wrapIndented("one two three", 12, [span("> ")]))).toEqual(["> one two", "  three"]);
  });

  it("makes one empty line of nothing", () => {
    expect(text(wrap("", 80))).toEqual([""]);
  });
});
