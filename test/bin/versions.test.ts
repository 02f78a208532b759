import fc from "fast-check";
import { expect, test } from "vitest";
import { isAtLeast } from "../../bin/set-up/versions.mjs";

test.each([
  ["26.1.5+dfsg1", "25.0.0"],
  ["2.26.1-4", "2.24.4"],
  ["v2.40.3", "2.24.4"],
  ["2.40.3+ds1-0ubuntu1~24.04.1", "2.24.4"],
  ["1:28.2.2-0ubuntu1", "25"],
  ["25", "25.0.0"],
])("%s is at least %s", (version, minimum) => {
  expect(isAtLeast(version, minimum)).toBe(true);
});

test.each([
  ["20.10.24+dfsg1-1+deb12u1+b6", "25.0.0"],
  ["1.29.2-3", "2.24.4"],
  ["2.24.3", "2.24.4"],
  ["9.0.0", "25"],
  ["dev", "1"],
  ["", "1"],
])("%s is not at least %s", (version, minimum) => {
  expect(isAtLeast(version, minimum)).toBe(false);
});

test("of two versions, one is at least the other, and both are only when they are the same", () => {
  const version = fc.array(fc.nat(60), { minLength: 3, maxLength: 3 }).map((numbers) => numbers.join("."));
  fc.assert(
    fc.property(version, version, (one, other) => {
      expect([isAtLeast(one, other), isAtLeast(other, one)]).toContain(true);
      expect(isAtLeast(one, other) && isAtLeast(other, one)).toBe(one === other);
    }),
  );
});
