import { describe, expect, it } from "vitest";
import { problemLines } from "../../../../src/core/report/text/complaint.ts";
import { unicodeSymbols } from "../../../../src/core/report/text/symbols.ts";
import { textOf } from "../text-of.ts";

const shown = (message: string, fix = "", width = 40) =>
  textOf(problemLines({ message, fix }, { width, symbols: unicodeSymbols }));

describe("complaint", () => {
  it("says what is wrong, and under it what to do", () => {
    expect(shown("there is no environment devel", "did you mean `stack up development`?")).toEqual([
      "✖ there is no environment devel",
      "  ▸ did you mean stack up development?",
    ]);
  });

  it("lists several problems under the line that counts them", () => {
    expect(shown("2 problems:\n  first\n  second")).toEqual(["✖ 2 problems:", "  first", "  second"]);
  });

  it("has nothing to say of nothing", () => {
    expect(shown("")).toEqual([]);
  });

  it("keeps a command whole where the line must break", () => {
    expect(shown("x", "carry on with `stack up development --rehearse`", 30)).toEqual([
      "✖ x",
      "  ▸ carry on with",
      "    stack up development --rehearse",
    ]);
  });
});
