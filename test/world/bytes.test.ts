import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes } from "../../src/world/bytes.ts";

describe("bytes", () => {
  it.each([
    [0, "0 B"],
    [1_023, "1023 B"],
    [1_023.7, "1 KiB"],
    [1_024, "1 KiB"],
    [312 * 1_024 ** 2, "312 MiB"],
    [1.25 * 1_024 ** 3, "1.3 GiB"],
    [4 * 1_024 ** 3, "4.0 GiB"],
    [1_024 ** 3 - 1, "1.0 GiB"],
  ])("says %f as %s", (count, said) => {
    expect(bytes(count)).toBe(said);
  });

  it("never says 1024 of a unit", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2 ** 49, noNaN: true }), (count) => {
        expect(bytes(count)).not.toMatch(/^1024(\.0)? /);
      }),
    );
  });
});
