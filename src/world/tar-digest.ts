import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";

/** What a tar archive holds, whatever order it stands in and whenever its files were written. */
export interface TarContent {
  readonly entries: number;
  readonly contentBytes: number;
  /** The same for the same names, kinds, owners, modes, link targets and contents, and only for these. */
  readonly digest: string;
  /** The two empty blocks that end an archive have been read: nothing is cut off. */
  readonly isWhole: boolean;
}

export interface TarReader {
  readonly write: (chunk: Uint8Array) => void;
  readonly end: () => TarContent;
}

const blockBytes = 512;
const digestBytes = 32;

/** Reads an archive as it streams by. */
export function tarReader(): TarReader {
  const sum = new Uint8Array(digestBytes);
  const state: State = { sum, entries: 0, contentBytes: 0, emptyBlocks: 0, entry: undefined, overrides: {} };
  let rest = Buffer.alloc(0);
  return {
    write: (chunk) => {
      let data = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
      while (data.length > 0) {
        const taken = take(state, data);
        if (taken === 0) break;
        data = data.subarray(taken);
      }
      rest = data;
    },
    end: () => ({
      entries: state.entries,
      contentBytes: state.contentBytes,
      digest: Buffer.from(state.sum).toString("hex"),
      isWhole: state.emptyBlocks >= 2 && state.entry === undefined,
    }),
  };
}

interface State {
  /** Each entry's digest added to the others': a sum knows no order. */
  readonly sum: Uint8Array;
  entries: number;
  contentBytes: number;
  emptyBlocks: number;
  entry: Entry | undefined;
  /** What an extended header says of the entry after it. */
  overrides: Readonly<Record<string, string>>;
}

interface Entry {
  readonly hash: Hash;
  readonly kind: "content" | "extended" | "long-name" | "long-link" | "skipped";
  readonly text: Buffer[];
  left: number;
  padding: number;
}

/** How many bytes were used; 0 asks for more. */
function take(state: State, data: Buffer): number {
  const { entry } = state;
  if (entry !== undefined && entry.left > 0) return takeContent(state, entry, data);
  if (entry !== undefined && entry.padding > 0) return takePadding(state, entry, data);
  if (data.length < blockBytes) return 0;
  const block = data.subarray(0, blockBytes);
  if (block.every((byte) => byte === 0)) state.emptyBlocks += 1;
  else begin(state, block);
  return blockBytes;
}

function takeContent(state: State, entry: Entry, data: Buffer): number {
  const piece = data.subarray(0, entry.left);
  entry.left -= piece.length;
  if (entry.kind === "content") {
    entry.hash.update(piece);
    state.contentBytes += piece.length;
  } else if (entry.kind !== "skipped") entry.text.push(Buffer.from(piece));
  if (entry.left === 0 && entry.padding === 0) finish(state, entry);
  return piece.length;
}

function takePadding(state: State, entry: Entry, data: Buffer): number {
  const count = Math.min(entry.padding, data.length);
  entry.padding -= count;
  if (entry.padding === 0) finish(state, entry);
  return count;
}

function begin(state: State, block: Buffer): void {
  state.emptyBlocks = 0;
  const size = Number(state.overrides["size"] ?? readNumber(block, 124, 12));
  const type = String.fromCharCode(block[156] ?? 0);
  const kind = kinds[type] ?? "content";
  // only plain files have content; some writers give links the size of what they point to
  const left = kind !== "content" || type === "0" || type === "\0" || type === "7" ? size : 0;
  const hash = createHash("sha256");
  if (kind === "content") hash.update(describe(state, block, { type, left }));
  const entry: Entry = {
    hash,
    kind,
    text: [],
    left,
    padding: (blockBytes - (left % blockBytes)) % blockBytes,
  };
  state.entry = entry;
  if (left === 0) finish(state, entry);
}

const kinds: Readonly<Record<string, Entry["kind"]>> = {
  x: "extended",
  g: "skipped",
  L: "long-name",
  K: "long-link",
};

/** Names and rights, without times and without what depends on the writer. */
function describe(state: State, block: Buffer, { type, left }: { type: string; left: number }): string {
  const prefix = readText(block, 345, 155);
  const name =
    state.overrides["path"] ?? [prefix, readText(block, 0, 100)].filter((part) => part !== "").join("/");
  const link = state.overrides["linkpath"] ?? readText(block, 157, 100);
  const owner = [
    state.overrides["uid"] ?? String(readNumber(block, 108, 8)),
    state.overrides["gid"] ?? String(readNumber(block, 116, 8)),
  ];
  const mode = readNumber(block, 100, 8) & 0o7777;
  const plain = name.replace(/^\.\//u, "").replace(/\/$/u, "");
  return JSON.stringify([
    plain,
    type === "\0" ? "0" : type,
    mode,
    ...owner,
    link.replace(/^\.\//u, ""),
    left,
  ]);
}

function finish(state: State, entry: Entry): void {
  state.entry = undefined;
  if (entry.kind === "skipped") return;
  if (entry.kind === "content") {
    state.entries += 1;
    state.overrides = {};
    add(state.sum, entry.hash.digest());
    return;
  }
  const text = Buffer.concat(entry.text);
  const plain = text.toString("utf8").replace(/\0+$/u, "");
  if (entry.kind === "long-name") state.overrides = { ...state.overrides, path: plain };
  else if (entry.kind === "long-link") state.overrides = { ...state.overrides, linkpath: plain };
  else state.overrides = { ...state.overrides, ...extendedHeader(text) };
}

/** Records of the form `<length> <key>=<value>\n`, the length counting itself. */
function extendedHeader(text: Buffer): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (let at = 0; at < text.length;) {
    const space = text.indexOf(32, at);
    const length = Number(text.toString("utf8", at, space));
    if (space < 0 || !(length > 0)) break;
    const record = text.toString("utf8", space + 1, at + length - 1);
    const equals = record.indexOf("=");
    found[record.slice(0, equals)] = record.slice(equals + 1);
    at += length;
  }
  return found;
}

function add(sum: Uint8Array, digest: Uint8Array): void {
  let carry = 0;
  for (let at = digestBytes - 1; at >= 0; at -= 1) {
    const value = (sum[at] ?? 0) + (digest[at] ?? 0) + carry;
    sum[at] = value & 0xff;
    carry = value >> 8;
  }
}

function readText(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end < 0 ? length : end);
}

/** Octal digits; where they do not suffice, the first bit says that the rest is binary. */
function readNumber(block: Buffer, at: number, length: number): number {
  const field = block.subarray(at, at + length);
  if (((field[0] ?? 0) & 0x80) === 0) return Number.parseInt(readText(block, at, length).trim() || "0", 8);
  return field.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
}
