import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { span } from "../../../../src/core/report/text/span.ts";
import {
  chop,
  clip,
  clipLine,
  lineWidth,
  padEnd,
  padStart,
  textWidth,
} from "../../../../src/core/report/text/width.ts";
import { foreignText } from "../any-events.ts";

const width = fc.integer({ min: 1, max: 60 });

describe("widths", () => {
  it("count a wide character as the two columns it takes", () => {
    expect(textWidth("日本")).toBe(4);
  });

  it("clips to the width, and says by an ellipsis that it did", () => {
    expect(clip("postgres", 8, "…")).toBe("postgres");
    expect(clip("postgres", 5, "…")).toBe("post…");
    expect(clip("日本語", 4, "…")).toBe("日…");
  });

  it("never clips to more than the width", () => {
    fc.assert(
      fc.property(foreignText, width, (text, most) => {
        expect(textWidth(clip(span(text).text, most, "…"))).toBeLessThanOrEqual(most);
      }),
    );
  });

  it("never clips a line of several spans to more than the width", () => {
    fc.assert(
      fc.property(fc.array(foreignText, { maxLength: 5 }), width, (texts, most) => {
        const line = texts.map((text) => span(text));
        expect(lineWidth(clipLine(line, most, "…"))).toBeLessThanOrEqual(most);
      }),
    );
  });

  it("shows the ellipsis also where a line is cut between two spans", () => {
    const line = clipLine([span("abc"), span("def")], 3, "…");
    expect(line.map(({ text }) => text).join("")).toBe("ab…");
  });

  it("pads by columns, not by characters", () => {
    expect(padEnd("日本", 6)).toBe("日本  ");
    expect(padStart("1.4 s", 7)).toBe("  1.4 s");
  });

  it("chops text into pieces that are the whole text again, each within the width", () => {
    fc.assert(
      fc.property(foreignText, fc.integer({ min: 2, max: 40 }), (text, most) => {
        const pieces = chop(span(text).text, most);
        expect(pieces.join("")).toBe(span(text).text);
        expect(pieces.every((piece) => textWidth(piece) <= most)).toBe(true);
      }),
    );
  });
});
