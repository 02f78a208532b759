import { createHash } from "node:crypto";
import { extract } from "tar-stream";
import type { Header } from "tar-stream";
import * as z from "zod";

/** What a tar archive holds, whatever order it stands in and whenever its files were written. */
export interface TarContent {
  readonly entries: number;
  readonly contentBytes: number;
  /** The same for the same names, kinds, owners, modes, link targets and contents, and only for these. */
  readonly digest: string;
  /** The two empty blocks that end an archive have been read: nothing is cut off. */
  readonly isWhole: boolean;
  /**
   * The first entry that would not come to lie in the folder that the archive begins with, or that is more than its
   * bytes: by its name, through a link of the archive, or by a kind that no engine writes. Undefined where there is none.
   */
  readonly astray?: string;
}

export interface TarReader {
  /** A promise where the next piece has to wait. */
  readonly write: (chunk: Uint8Array) => Promise<void> | undefined;
  readonly end: () => Promise<TarContent>;
}

const blockBytes = 512;
/** Two empty blocks. */
const endBytes = 2 * blockBytes;
const digestBytes = 32;

/** Reads an archive as it streams by. */
export function tarReader(): TarReader {
  const archive = extract();
  const state = { isReadable: true, bytes: 0, last: Buffer.alloc(0) };
  const closed = new Promise<void>((resolve) => archive.once("close", resolve));
  archive.once("error", () => (state.isReadable = false));
  const found = gatherEntries(archive);
  return {
    write: (chunk) => {
      state.bytes += chunk.length;
      state.last = Buffer.concat([state.last, chunk.subarray(-endBytes)]).subarray(-endBytes);
      if (!state.isReadable || archive.write(chunk)) return undefined;
      return Promise.race([closed, new Promise<void>((resolve) => archive.once("drain", resolve))]);
    },
    end: async () => {
      archive.end(undefined);
      await closed;
      const { entries, contentBytes, sum, endsAt, astray } = found;
      const isEnded = state.bytes - endsAt >= endBytes && state.last.every((byte) => byte === 0);
      const digest = Buffer.from(sum).toString("hex");
      const isWhole = state.isReadable && isEnded;
      return { entries, contentBytes, digest, isWhole, ...(astray === undefined ? {} : { astray }) };
    },
  };
}

interface Gathered {
  entries: number;
  contentBytes: number;
  /** Each entry's digest added to the others': a sum knows no order. */
  readonly sum: Uint8Array;
  /** Where the last entry's last block ends. */
  endsAt: number;
  astray?: string;
}

function gatherEntries(archive: ReturnType<typeof extract>): Gathered {
  const found: Gathered = { entries: 0, contentBytes: 0, sum: new Uint8Array(digestBytes), endsAt: 0 };
  const isAstray = strayFinder();
  archive.on("entry", (header, stream, next) => {
    if (found.astray === undefined && isAstray(header)) found.astray = header.name;
    const hash = createHash("sha256").update(describe(header));
    stream.on("data", (piece) => {
      if (!(piece instanceof Uint8Array)) return;
      hash.update(piece);
      found.contentBytes += piece.length;
    });
    // what ends the archive early ends its entry, too
    stream.on("error", () => undefined);
    stream.on("end", () => {
      found.entries += 1;
      found.endsAt = stream.offset + blockBytes + Math.ceil(header.size / blockBytes) * blockBytes;
      add(found.sum, hash.digest());
      next();
    });
  });
  return found;
}

/** Knows the entries before, for what follows a link lies elsewhere. */
function strayFinder(): (header: Header) => boolean {
  let root: string | undefined;
  const links = new Set<string>();
  const isInside = (name: string): boolean => {
    const steps = name.split("/");
    return !steps.includes("..") && steps[0] === root;
  };
  return ({ name: written, type, linkname, pax }) => {
    const name = withoutSlash(written);
    root ??= name.split("/")[0];
    if (!(type in kinds) || Object.keys(pax ?? {}).some((key) => key.startsWith("GNU.sparse."))) return true;
    const isThrough = parentsOf(name).some((parent) => links.has(parent));
    if (type === "symlink") links.add(name);
    return !isInside(name) || isThrough || (type === "link" && !isInside(withoutSlash(linkname ?? "")));
  };
}

function parentsOf(name: string): readonly string[] {
  const steps = name.split("/");
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join("/"));
}

function withoutSlash(name: string): string {
  return name.replace(/^\.\//u, "").replace(/\/$/u, "");
}

/** As tar itself numbers them. */
const kinds: Readonly<Record<Header["type"], string>> = {
  file: "0",
  link: "1",
  symlink: "2",
  "character-device": "3",
  "block-device": "4",
  directory: "5",
  fifo: "6",
  "contiguous-file": "7",
};

/** What does not fit into the old fields stands in the extended ones. */
const extended = z.object({ uid: z.string().optional(), gid: z.string().optional() }).catch({});

/** Names and rights, without times and without what depends on the writer. */
function describe(header: Header): string {
  const { uid = String(header.uid), gid = String(header.gid) } = extended.parse(header.pax ?? {});
  const name = withoutSlash(header.name);
  const target = z.string().catch("").parse(header.linkname).replace(/^\.\//u, "");
  return JSON.stringify([name, kinds[header.type], header.mode & 0o7777, uid, gid, target, header.size]);
}

function add(sum: Uint8Array, digest: Uint8Array): void {
  let carry = 0;
  for (let at = digestBytes - 1; at >= 0; at -= 1) {
    const value = (sum[at] ?? 0) + (digest[at] ?? 0) + carry;
    sum[at] = value & 0xff;
    carry = value >> 8;
  }
}
