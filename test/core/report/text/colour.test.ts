import { describe, expect, it } from "vitest";
import { colourLevel, paint } from "../../../../src/core/report/text/colour.ts";
import { span } from "../../../../src/core/report/text/span.ts";

const level = (environment: Readonly<Record<string, string>>, noColor = false, isTerminal = true) =>
  colourLevel({ noColor, isTerminal, environment });

describe("colourLevel", () => {
  it("colours a terminal and nothing else", () => {
    expect(level({})).toBe(1);
    expect(level({}, false, false)).toBe(0);
  });

  it("honours NO_COLOR, but not an empty one", () => {
    expect(level({ NO_COLOR: "1" })).toBe(0);
    expect(level({ NO_COLOR: "" })).toBe(1);
  });

  it("honours FORCE_COLOR where there is no terminal, and against NO_COLOR", () => {
    expect(level({ FORCE_COLOR: "1" }, false, false)).toBe(1);
    expect(level({ FORCE_COLOR: "3", NO_COLOR: "1" }, false, false)).toBe(3);
    expect(level({ FORCE_COLOR: "0" })).toBe(0);
  });

  it("lets --no-color win over everything", () => {
    expect(level({ FORCE_COLOR: "3" }, true)).toBe(0);
  });

  it("does not colour a dumb terminal", () => {
    expect(level({ TERM: "dumb" })).toBe(0);
  });
});

describe("paint", () => {
  it("writes no escape sequence at level 0", () => {
    expect(paint([span("a", "good"), span("b", "bold")], 0)).toBe("ab");
  });

  it("writes colours where this process's own output has none", () => {
    expect(paint([span("a", "good")], 1)).toContain("[32m");
  });
});
