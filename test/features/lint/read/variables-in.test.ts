import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { portSides } from "../../../../src/features/lint/read/published-variables.ts";
import { variablesIn } from "../../../../src/features/lint/read/variables-in.ts";

describe("the variables of a text", () => {
  it.each([
    ["${A}", ["A"]],
    ["$A/${B:-x}", ["A", "B"]],
    ["${A:-${B:-c}}", ["A", "B"]],
    ["$$A and $${B}", []],
    ["5 $ and ${", []],
    ["${A:?say it}", ["A"]],
  ])("in %j", (text, names) => {
    expect(variablesIn(text).map(({ name }) => name)).toEqual(names);
  });

  it("are found wherever they stand, whatever else the text is", () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/u);
    const plain = fc.string({ maxLength: 10 }).filter((text) => !/[$}]/u.test(text));
    fc.assert(
      fc.property(plain, name, plain, (before, variable, after) => {
        expect(variablesIn(`${before}\${${variable}:-x}${after}`)).toEqual([
          { name: variable, operator: ":-", alternative: "x" },
        ]);
      }),
    );
  });
});

describe("the sides of a published port", () => {
  it.each([
    ["80", "", "80"],
    ["8080:80", "8080", "80"],
    ["127.0.0.1:${PORT:-8080}:80/tcp", "127.0.0.1:${PORT:-8080}", "80/tcp"],
    ["${PORT:-8080}:${INNER:-80}", "${PORT:-8080}", "${INNER:-80}"],
    ["[::1]:8080:80", "[::1]:8080", "80"],
  ])("%s", (port, host, container) => {
    expect(portSides(port)).toEqual({ host, container });
  });
});
