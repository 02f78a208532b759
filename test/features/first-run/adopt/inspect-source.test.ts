import { pack, type Header } from "tar-stream";
import { describe, expect, it } from "vitest";
import { fileHead } from "../../../../src/features/first-run/adopt/inspect-source.ts";

interface Member extends Partial<Header> {
  readonly content?: string;
}

async function archive(...members: readonly Member[]): Promise<Buffer> {
  const packed = pack();
  for (const { content = "", ...header } of members) packed.entry({ name: "PG_VERSION", ...header }, content);
  packed.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of packed) if (piece instanceof Uint8Array) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

describe("the first file of an archive", () => {
  it("is told with its owner, extended headers before it or not", async () => {
    const member = { uid: 70, content: "16\n" };
    expect(await fileHead(await archive(member))).toEqual({ ownerId: 70, text: "16\n" });
    const extended = await archive({ ...member, pax: { mtime: "1763000000.123456789" } });
    expect(await fileHead(extended)).toEqual({ ownerId: 70, text: "16\n" });
  });

  it("is the first of several, folders before it or not", async () => {
    const files = [
      { uid: 5, content: "one" },
      { uid: 6, content: "two" },
    ];
    expect(await fileHead(await archive(...files))).toEqual({ ownerId: 5, text: "one" });
    expect(await fileHead(await archive({ name: "data", type: "directory" }, ...files))).toEqual({
      ownerId: 5,
      text: "one",
    });
  });

  it("is told by its beginning, however much of it was read", async () => {
    const long = await archive({ content: `REDIS0012${"x".repeat(5_000)}` });
    expect((await fileHead(long.subarray(0, 600)))?.text).toHaveLength(88);
    expect((await fileHead(long.subarray(0, 1_600)))?.text.slice(0, 9)).toBe("REDIS0012");
    expect((await fileHead(long))?.text).toHaveLength(512);
  });

  it("is none where nothing came, where it is empty, where it is a folder, and where it is no archive", async () => {
    expect(await fileHead(Buffer.alloc(0))).toBeUndefined();
    expect(await fileHead(await archive({ content: "" }))).toBeUndefined();
    expect(await fileHead(await archive({ type: "directory" }))).toBeUndefined();
    expect(await fileHead(Buffer.alloc(2_000, "x"))).toBeUndefined();
  });
});
