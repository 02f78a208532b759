import { describe, expect, it } from "vitest";
import { fileHead } from "../../../src/launch/first-run/read-head.ts";

/** A header as tar has it, and the content behind it. */
function entry(kind: string, content: string, ownerId = 0): Buffer {
  const header = Buffer.alloc(512);
  header.write("PG_VERSION", 0);
  header.write(`${ownerId.toString(8).padStart(7, "0")}\0`, 108);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write(kind, 156);
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  padded.write(content);
  return Buffer.concat([header, padded]);
}

const end = Buffer.alloc(1024);

describe("the first file of an archive", () => {
  it("is told with its owner, extended headers before it or not", () => {
    const plain = Buffer.concat([entry("0", "16\n", 70), end]);
    expect(fileHead(plain)).toEqual({ ownerId: 70, text: "16\n" });
    expect(fileHead(Buffer.concat([entry("x", "30 mtime=1763000000.123456789\n"), plain]))).toEqual({
      ownerId: 70,
      text: "16\n",
    });
  });

  it("is told by its beginning, however much of it was read", () => {
    const long = entry("0", `REDIS0012${"x".repeat(5_000)}`);
    expect(fileHead(long.subarray(0, 1_600))?.text.slice(0, 9)).toBe("REDIS0012");
    expect(fileHead(long)?.text).toHaveLength(512);
  });

  it("is none where nothing came, where it is empty, and where it is a folder", () => {
    expect(fileHead(Buffer.alloc(0))).toBeUndefined();
    expect(fileHead(Buffer.concat([entry("0", ""), end]))).toBeUndefined();
    expect(fileHead(Buffer.concat([entry("5", ""), end]))).toBeUndefined();
  });
});
