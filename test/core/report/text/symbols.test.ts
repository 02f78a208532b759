import { describe, expect, it } from "vitest";
import { asciiSymbols, symbolsFor, unicodeSymbols } from "../../../../src/core/report/text/symbols.ts";
import { textWidth } from "../../../../src/core/report/text/width.ts";

describe("symbols", () => {
  it("are one column wide in either set, so that views line up", () => {
    const all = [...Object.values(unicodeSymbols), ...Object.values(asciiSymbols)];
    expect(all.filter((symbol) => textWidth(symbol) !== 1)).toEqual([]);
  });

  it("fall back to ASCII where the locale or the console cannot show others", () => {
    expect(symbolsFor({ LANG: "C" })).toBe(asciiSymbols);
    expect(symbolsFor({ LANG: "de_DE.UTF-8", LC_ALL: "POSIX" })).toBe(asciiSymbols);
    expect(symbolsFor({ LANG: "de_DE.UTF-8", TERM: "linux" })).toBe(asciiSymbols);
  });

  it("are the better ones in a UTF-8 locale, and where none is set", () => {
    expect(symbolsFor({ LANG: "C.utf8" })).toBe(unicodeSymbols);
    expect(symbolsFor({})).toBe(unicodeSymbols);
  });
});
