import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogLine } from "../../../../src/world/engine/engine.ts";
import { readLogLines } from "../../../../src/world/engine/streams/log-lines.ts";
import { inPieces } from "../../pieces.ts";

const time = "2026-01-02T03:04:05.678901234Z";
const at = new Date("2026-01-02T03:04:05.678Z");

function frame(from: LogLine["from"] | "engine", text: string | Buffer): Uint8Array {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = { stdout: 1, stderr: 2, engine: 3 }[from];
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function read(chunks: readonly Uint8Array[]): readonly LogLine[] {
  const lines: LogLine[] = [];
  const reader = readLogLines({ onLine: (line) => lines.push(line), onFailure: () => undefined });
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

  it("takes out the times that stand in the middle of a long line of a terminal, and only those", () => {
    const text = fc
      .tuple(
        fc.nat(40_000),
        fc.string({ unit: "grapheme" }).map((part) => part.replaceAll(/[\r\n]/gu, "")),
      )
      .map(([length, part]) => `${"é".repeat(length)}${time} ${part}`);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(50_000)), (texts, cuts) => {
        const bytes = texts.map((line) => inTerminal(Buffer.from(`${line}\r\n`)));
        expect(read(inPieces(Buffer.concat(bytes), cuts)).map((line) => line.text)).toEqual(texts);
      }),
      { numRuns: 40 },
    );
  });

  it("keeps a character whole that lies across two frames of a line", () => {
    const [one, other] = [Buffer.from("hé"), Buffer.from("llo\n")];
    const chunks = [
      frame("stdout", Buffer.concat([Buffer.from(`${time} `), one.subarray(0, 2)])),
      frame("stdout", Buffer.concat([Buffer.from(`${time} `), one.subarray(2), other])),
    ];
    expect(read(chunks).map(({ text }) => text)).toEqual(["héllo"]);
  });

  it("is none where the engine speaks: it cannot go on with the log", () => {
    const failures: string[] = [];
    const lines: string[] = [];
    const reader = readLogLines({
      onLine: ({ text }) => lines.push(text),
      onFailure: (message) => failures.push(message),
    });
    reader.write(frame("engine", "Error grabbing logs: invalid character\n"));
    reader.write(frame("stdout", `${time} what came before\n`));
    reader.end();
    expect([failures, lines]).toEqual([["Error grabbing logs: invalid character"], ["what came before"]]);
  });
});

/** As the engine sends it: in pieces of 16 KiB, each with its time. */
function inTerminal(line: Buffer): Buffer {
  const pieces = Array.from({ length: Math.ceil(line.length / 16_384) }, (_, index) =>
    line.subarray(index * 16_384, (index + 1) * 16_384),
  );
  return Buffer.concat(pieces.flatMap((piece) => [Buffer.from(`${time} `), piece]));
}
