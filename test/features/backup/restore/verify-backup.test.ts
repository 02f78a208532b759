import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import tar from "tar-stream";
import type { Header } from "tar-stream";
import { describe, expect, it } from "vitest";
import { verifyBackup } from "../../../../src/features/backup/restore/verify-backup.ts";
import { parseManifest } from "../../../../src/features/backup/save/backup-manifest.ts";
import { nodeFiles } from "../../../../src/world/files/node-files.ts";
import { tarReader } from "../../../../src/world/files/tar-digest.ts";
import { fakeWorld } from "../../../world/fake-world.ts";
import { temporaryFolder } from "../../../world/temporary-folder.ts";

const never = new AbortController().signal;
const file = "content";

/** Of a backup whose manifest fits the file: who writes the one can write the other. */
async function wrongWith(content: Uint8Array, part: object): Promise<readonly string[]> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, file), content);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const about = { service: "db", file, sizeBytes: content.length, sha256 };
  const head = {
    schema: 1,
    environment: "demo",
    project: "shop-demo",
    createdAt: "2026-01-01T00:00:00.000Z",
  };
  const manifest = parseManifest(JSON.stringify({ ...head, parts: [{ ...about, ...part }], notSaved: [] }));
  if (manifest === undefined) throw new Error("the test's manifest is none");
  return verifyBackup({ ...fakeWorld(), files: nodeFiles }, { path: folder, manifest }, never);
}

describe("a dump", () => {
  const beginning = "--\n-- PostgreSQL database cluster dump\n--\n";
  const rows = `-- Data for Name: t; Type: TABLE DATA; Schema: public\n--\n\nCOPY public.t (a) FROM stdin;\n1\n2\n\\.\n`;
  const dump = `${beginning}\\connect shop\n${rows}-- PostgreSQL database cluster dump complete\n`;
  const tables = [{ database: "shop", table: "public.t", rows: 2 }];
  const part = { kind: "postgres", tables };
  const zeros = Buffer.alloc(32 * 2 ** 20);

  it("that holds what the manifest says is well, of an older backup too", async () => {
    expect(await wrongWith(gzipSync(dump), part)).toEqual([]);
    expect(await wrongWith(gzipSync(dump), { ...part, unpackedBytes: dump.length })).toEqual([]);
  });

  it.each([
    ["other rows", dump.replace("1\n2\n", "1\n"), {}, "rows that the manifest says"],
    ["no end", dump.slice(0, -20), {}, "the end of the dump is missing"],
    ["something else", `drop database shop;\n${dump}`, {}, "no dump of pg_dumpall"],
    ["a small file of zeros without end", zeros, {}, "no dump of pg_dumpall"],
    [
      "more than was saved",
      Buffer.concat([Buffer.from(dump), zeros]),
      { unpackedBytes: dump.length },
      "unpacks to more than was saved",
    ],
  ])("with %s is told before anything is touched", async (_name, text, more, reason) => {
    const wrong = await wrongWith(gzipSync(text), { ...part, ...more });
    expect(wrong).toEqual([expect.stringContaining(reason)]);
  });

  it("that is damaged inside is told too", async () => {
    const whole = gzipSync(dump);
    expect(await wrongWith(whole.subarray(0, whole.length - 12), part)).toHaveLength(1);
  });
});

type Entry = Header & { readonly content?: string };

async function archive(...entries: readonly Partial<Entry>[]): Promise<Uint8Array> {
  const pack = tar.pack();
  for (const { content = "", name = "volume/file", ...header } of [
    { name: "volume", type: "directory" } as const,
    ...entries,
  ])
    pack.entry({ mode: 0o644, ...header, name }, content);
  pack.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of pack) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function partOf(content: Uint8Array): Promise<object> {
  const reader = tarReader();
  await reader.write(content);
  const { entries, contentBytes, digest } = await reader.end();
  return { kind: "volume", volume: "shop-demo_files", entries, contentBytes, digest };
}

describe("an archive of a volume", () => {
  it("may hold all that a volume may hold: setuid files, devices, pipes, links to anywhere", async () => {
    const content = await archive(
      { name: "volume/su", mode: 0o4755, content: "#!/bin/sh" },
      { name: "volume/null", type: "character-device", devmajor: 1, devminor: 3 },
      { name: "volume/pipe", type: "fifo" },
      { name: "volume/out", type: "symlink", linkname: "/etc/passwd" },
      { name: "volume/up", type: "symlink", linkname: "../../.." },
      { name: "volume/..hidden..", content: "x" },
      { name: "volume/again", type: "link", linkname: "volume/su" },
    );
    expect(await wrongWith(content, await partOf(content))).toEqual([]);
  });

  it.each([
    ["an absolute name", { name: "/etc/cron.d/own", content: "x" }],
    ["a name that leads out", { name: "volume/../etc/passwd", content: "x" }],
    ["a name beside the volume's", { name: "etc/passwd", content: "x" }],
    ["another name for what lies elsewhere", { name: "volume/p", type: "link", linkname: "/etc/passwd" }],
    ["more than its bytes", { name: "volume/huge", pax: { "GNU.sparse.realsize": "1099511627776" } }],
  ] as const)("with %s is told, also where the manifest has it", async (_name, entry) => {
    const content = await archive(entry);
    const wrong = await wrongWith(content, await partOf(content));
    expect(wrong).toEqual([expect.stringContaining(JSON.stringify(entry.name))]);
  });

  it("with a name that goes through one of its links is told", async () => {
    const content = await archive(
      { name: "volume/link", type: "symlink", linkname: "/etc" },
      { name: "volume/link/passwd", content: "x" },
    );
    expect(await wrongWith(content, await partOf(content))).toEqual([
      expect.stringContaining("volume/link/passwd"),
    ]);
  });

  it("with other files than the manifest says is told", async () => {
    const content = await archive({ name: "volume/a", content: "x" });
    const part = await partOf(await archive({ name: "volume/a", content: "y" }));
    expect(await wrongWith(content, part)).toEqual([expect.stringContaining("files that the manifest says")]);
  });
});
