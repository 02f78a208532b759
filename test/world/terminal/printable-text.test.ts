import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printableText } from "../../../src/world/terminal/printable-text.ts";

const escape = String.fromCharCode(27);
const kinds = ["text", "coloured", "terminal"] as const;

describe("what is written to a stream", () => {
  it("holds no control character, whoever wrote the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printableText(text, "text")).not.toMatch(/[^\P{C}\n\t\u00AD\p{Cf}\p{Co}\p{Cn}]/u);
      }),
    );
  });

  it.each([
    ["a title", `${escape}]0;owned\u0007name`, "name"],
    ["a cleared screen", `${escape}[2J${escape}[Hname`, "name"],
    ["an upper control character", "\u009b2Jname", "2Jname"],
    ["a carriage return", "good\rbad", "goodbad"],
    ["a bell and a backspace", "na\u0007\bme", "name"],
    ["a turned direction", "name\u202Egpj.exe", "namegpj.exe"],
    ["a sequence that is cut off", `name${escape}[`, "name"],
  ])("not %s", (_, text, wanted) => {
    for (const kind of kinds) expect(printableText(text, kind)).toBe(wanted);
  });

  it("keeps what this program paints where the stream is for that", () => {
    const red = `${escape}[31mred${escape}[39m`;
    const repaint = `${escape}[?25l\r${escape}[3A${red}${escape}[K\n${escape}[J${escape}[?25h`;
    expect(printableText(red, "text")).toBe("red");
    expect(printableText(red, "coloured")).toBe(red);
    expect(printableText(repaint, "terminal")).toBe(repaint);
    expect(printableText(repaint, "coloured")).toBe(`${red}\n`);
  });

  it("leaves every other text as it is", () => {
    const text = "▸ é 日本 🚀\n\tcolumn\n";
    for (const kind of kinds) expect(printableText(text, kind)).toBe(text);
  });
});
