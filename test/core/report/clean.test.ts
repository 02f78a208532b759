import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clean, cleanLines } from "../../../src/core/report/clean.ts";
import { foreignText } from "./any-events.ts";

const escape = String.fromCharCode(27);

describe("clean", () => {
  it("takes colours, cursor movements and window titles out of foreign text", () => {
    expect(clean(`${escape}[31mred${escape}[0m`)).toBe("red");
    expect(clean(`${escape}[2J${escape}[1;1Hgone`)).toBe("gone");
    expect(clean(`${escape}]0;title${String.fromCharCode(7)}text`)).toBe("text");
  });

  it("makes one line of several", () => {
    expect(clean("first\r\nsecond\n")).toBe("first second ");
  });

  it("leaves no control character, whatever comes in", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        expect(clean(text)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        expect(clean(clean(text))).toBe(clean(text));
      }),
    );
  });

  it("keeps the lines of text that has several, but no blank ones at its end", () => {
    expect(cleanLines("one\n\ntwo\n\n")).toEqual(["one", "", "two"]);
  });
});
