import { chmod, mkdir, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tarReader } from "../../../src/world/files/tar-digest.ts";
import { temporaryFolder } from "../temporary-folder.ts";

async function read(pieces: readonly Uint8Array[]) {
  const reader = tarReader();
  for (const piece of pieces) await reader.write(piece);
  return reader.end();
}

type Tree = Readonly<Record<string, string>>;

const longName = `${"long/".repeat(30)}${"n".repeat(120)}`;
const tree: Tree = {
  "a.txt": "hello",
  "sub/b.bin": "\u0000\u0001x".repeat(1000),
  [longName]: "deep",
  empty: "",
};

async function archive(files: Tree, change: { format?: string; mode?: number } = {}): Promise<Buffer> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await chmod(path, change.mode ?? 0o640);
    await utimes(path, Math.random() * 1e9, Math.random() * 1e9);
  }
  await symlink("a.txt", join(folder, "link"));
  const format = `--format=${change.format ?? "pax"}`;
  const { stdout } = await execa("tar", [format, "--owner=5", "--group=6", "-C", folder, "-c", "."], {
    encoding: "buffer",
  });
  return Buffer.from(stdout);
}

describe("reading a tar archive", () => {
  it("tells how much it holds", async () => {
    const content = await read([await archive(tree)]);
    expect(content).toMatchObject({ contentBytes: 5 + 3000 + 4, isWhole: true });
    expect(content.entries).toBeGreaterThan(Object.keys(tree).length);
  });

  it("comes to the same digest for the same files, whenever, in what form and in what order they were written", async () => {
    const whole = await read([await archive(tree)]);
    const reversed = Object.fromEntries(Object.entries(tree).toReversed());
    expect((await read([await archive(reversed, { format: "gnu" })])).digest).toBe(whole.digest);
  });

  it("comes to another digest when a name, a byte, a mode or a file differs", async () => {
    const { digest: whole } = await read([await archive(tree)]);
    const others = [
      await archive({ ...tree, "a.txt": "hallo" }),
      await archive({ ...tree, more: "" }),
      await archive({
        "sub/b.bin": tree["sub/b.bin"] ?? "",
        [longName]: "deep",
        empty: "",
        "b.txt": "hello",
      }),
      await archive(tree, { mode: 0o600 }),
    ];
    for (const other of others) expect((await read([other])).digest).not.toBe(whole);
  });

  it("comes to the same however the stream is cut into pieces, and sees where it is cut off", async () => {
    const whole = await archive(tree);
    const expected = await read([whole]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 8 }), async (at) => {
        const places = [0, ...at.sort((a, b) => a - b), whole.length];
        const pieces = places.slice(1).map((end, index) => whole.subarray(places[index], end));
        expect(await read(pieces)).toEqual(expected);
      }),
    );
    const end = whole.subarray(0, whole.length).findLastIndex((byte) => byte !== 0);
    await fc.assert(
      fc.asyncProperty(fc.nat(end), async (length) => {
        expect(await read([whole.subarray(0, length)])).not.toEqual(expected);
      }),
    );
  });
});
