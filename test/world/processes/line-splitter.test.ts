import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitLines } from "../../../src/world/processes/line-splitter.ts";
import { inPieces } from "../pieces.ts";

function linesOf(chunks: readonly Uint8Array[]): readonly string[] {
  const lines: string[] = [];
  const splitter = splitLines((line) => lines.push(line));
  for (const chunk of chunks) splitter.write(chunk);
  splitter.end();
  return lines;
}

describe("cutting a stream into lines", () => {
  it("gives the same lines however the bytes arrive", () => {
    const line = fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(200)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
        expect(linesOf(inPieces(bytes, cuts))).toEqual(lines);
      }),
    );
  });

  it("gives a last line that has no end", () => {
    expect(linesOf([Buffer.from("one\ntwo")])).toEqual(["one", "two"]);
  });

  it("takes Windows line ends for line ends", () => {
    expect(linesOf([Buffer.from("one\r"), Buffer.from("\ntwo\r\n")])).toEqual(["one", "two"]);
  });
});
