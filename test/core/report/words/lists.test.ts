import { describe, expect, it } from "vitest";
import { count, listing } from "../../../../src/core/report/words/lists.ts";

describe("listing", () => {
  it.each([
    [[], 9, ""],
    [["a"], 9, "a"],
    [["a", "b"], 9, "a and b"],
    [["a", "b", "c"], 9, "a, b and c"],
    [["a", "b", "c", "d"], 2, "a, b and 2 more"],
  ])("joins %j, at most %i, as %j", (items, most, said) => {
    expect(listing(items, most)).toBe(said);
  });
});

describe("count", () => {
  it("knows one from many", () => {
    expect([count(1, "service"), count(0, "service"), count(2, "service waits", "services wait")]).toEqual([
      "1 service",
      "0 services",
      "2 services wait",
    ]);
  });
});
