import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogLine } from "../../../../src/world/engine/engine.ts";
import { readLogLines } from "../../../../src/world/engine/streams/log-lines.ts";
import { inPieces } from "../../pieces.ts";

const time = "2026-01-02T03:04:05.678901234Z";
const at = new Date("2026-01-02T03:04:05.678Z");

function frame(from: LogLine["from"], text: string): Uint8Array {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = from === "stderr" ? 2 : 1;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function read(chunks: readonly Uint8Array[]): readonly LogLine[] {
  const lines: LogLine[] = [];
  const reader = readLogLines((line) => lines.push(line));
  for (const chunk of chunks) reader.write(chunk);
  reader.end();
  return lines;
}

describe("a container's log", () => {
  it("comes apart into the lines of its two streams, however the bytes arrive", () => {
    const from = fc.constantFrom<LogLine["from"]>("stdout", "stderr");
    const text = fc.string({ unit: "grapheme" }).filter((line) => !/[\r\n]/.test(line));
    const line = fc.record({ from, text });
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(400)), (lines, cuts) => {
        const bytes = Buffer.concat(lines.map(({ from, text }) => frame(from, `${time} ${text}\n`)));
        expect(read(inPieces(bytes, cuts))).toEqual(lines.map(({ from, text }) => ({ at, from, text })));
      }),
    );
  });

  it("of a container with a terminal is one bare stream", () => {
    expect(read([Buffer.from(`${time} one\r\n${time} two\r\n`)])).toEqual([
      { at, from: "stdout", text: "one" },
      { at, from: "stdout", text: "two" },
    ]);
  });

  it("puts a long line together again, which comes in frames that each have a time", () => {
    const chunks = [
      frame("stdout", `${time} long `),
      frame("stderr", `${time} other\n`),
      frame("stdout", `${time} line\n`),
    ];
    expect(read(chunks).map(({ text }) => text)).toEqual(["other", "long line"]);
  });

  it("gives a last line without an end when the log ends", () => {
    expect(read([frame("stdout", `${time} half`)])).toEqual([{ at, from: "stdout", text: "half" }]);
  });
});
