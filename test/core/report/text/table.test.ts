import { describe, expect, it } from "vitest";
import { line } from "../../../../src/core/report/text/span.ts";
import { asciiSymbols } from "../../../../src/core/report/text/symbols.ts";
import { table } from "../../../../src/core/report/text/table.ts";

const look = (width: number) => ({ width, symbols: asciiSymbols });
const columns = [
  { header: "service", align: "left" },
  { header: "state", align: "left" },
  { header: "time", align: "right" },
] as const;
const shown = (rows: readonly (readonly string[])[], width = 80): readonly string[] =>
  table(
    columns,
    rows.map((row) => row.map((cell) => line(cell))),
    look(width),
  ).map((one) => one.map(({ text }) => text).join(""));

describe("table", () => {
  it("aligns its columns under their headers, numbers to the right", () => {
    expect(
      shown([
        ["postgres", "ready", "1.4 s"],
        ["日本", "failed", "12.0 s"],
      ]),
    ).toEqual(["service   state     time", "postgres  ready    1.4 s", "日本      failed  12.0 s"]);
  });

  it("leaves a column out in which there is nothing", () => {
    expect(shown([["postgres", "", "1.4 s"]])).toEqual(["service    time", "postgres  1.4 s"]);
  });

  it("clips lines that the terminal is too narrow for", () => {
    expect(shown([["postgres", "ready", "1.4 s"]], 12)).toEqual(["service   s~", "postgres  r~"]);
  });

  it("takes rows that are shorter than others", () => {
    expect(shown([["postgres", "ready", "1.4 s"], ["redis"]])).toEqual([
      "service   state   time",
      "postgres  ready  1.4 s",
      "redis",
    ]);
  });
});
