import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duration, roughDuration } from "../../../../src/core/report/words/duration.ts";

describe("duration", () => {
  it.each([
    [0, "0 ms"],
    [40, "40 ms"],
    [1_440, "1.4 s"],
    [59_940, "59.9 s"],
    [59_999, "1 min 00 s"],
    [125_000, "2 min 05 s"],
    [3_599_999, "1 h 00 min"],
    [3_900_000, "1 h 05 min"],
  ])("says %i ms as %s", (ms, said) => {
    expect(duration(ms)).toBe(said);
  });

  it("never says 60 of what makes one of the next unit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (ms) => {
        expect(duration(ms)).not.toMatch(/\b60(\.0)? (s|min)/);
      }),
    );
  });

  it("takes what is no time for none", () => {
    expect(duration(Number.NaN)).toBe("0 ms");
    expect(duration(-5)).toBe("0 ms");
  });
});

describe("roughDuration", () => {
  it("gives no more precision than an estimate has", () => {
    expect([400, 4_200, 19_400, 92_000, 200_000, 7_300_000].map(roughDuration)).toEqual([
      "1 s",
      "4 s",
      "20 s",
      "90 s",
      "3 min",
      "2 h",
    ]);
  });
});
