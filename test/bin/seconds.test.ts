import { expect, test } from "vitest";
import { inSeconds } from "../../bin/set-up/seconds.mjs";

test.each([
  [40, "0.0 s"],
  [9_940, "9.9 s"],
  [9_990, "10 s"],
  [59_600, "1 min 0 s"],
  [125_000, "2 min 5 s"],
])("%i ms are %s", (milliseconds, said) => {
  expect(inSeconds(milliseconds)).toBe(said);
});
