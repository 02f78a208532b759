import type { Result } from "../result.ts";
import { systemErrorOf } from "../system-error.ts";
import type { SystemError } from "../system-error.ts";

/** The file system. Reading answers what is there; only writing can fail with a reason worth telling. */
export interface Files {
  /** Of a pipe or a device only its kind: what waits for a writer, or never ends, is not read. */
  read(path: string, options?: ReadOptions): Promise<FileContent>;
  stat(path: string): Promise<FileStat>;
  /** Names in a folder, sorted; empty when it does not exist or is no folder. */
  list(path: string): Promise<readonly string[]>;
  /** Whole or not at all: a temporary file in the same folder, fsync, rename. Missing folders are made. */
  writeAtomically(path: string, content: string | Uint8Array, mode: number): Promise<WriteAnswer>;
  makeDirectory(path: string, mode: number): Promise<WriteAnswer>;
  changeMode(path: string, mode: number): Promise<WriteAnswer>;
  /** Removes a file or an empty folder; absent is fine. */
  remove(path: string): Promise<WriteAnswer>;
  /** Appends one line to a journal, with fsync. */
  appendLine(path: string, line: string, mode: number): Promise<WriteAnswer>;
  /** Free bytes on the file system that holds `path` (or its nearest existing parent); undefined when unknown. */
  freeBytes(path: string): Promise<number | undefined>;
  /**
   * Reads a file from its beginning to its end without holding it: its size and digest, and each piece to `onChunk`,
   * unpacked where `decompress` is set. Damage that unpacking meets is a failure.
   */
  scan(path: string, options: ScanOptions): Promise<ScanAnswer>;
  /** Gives a file or folder to another user, not what a link points to. */
  changeOwner(path: string, userId: number, groupId: number): Promise<WriteAnswer>;
  /** Absolute, with links resolved as far as the path exists. */
  realPath(path: string): Promise<string>;
  /** Absolute, with `..` resolved. */
  resolve(...parts: readonly string[]): string;
  dirname(path: string): string;
  basename(path: string): string;
  /** `to` as seen from `from`. */
  relative(from: string, to: string): string;
  /** The folder this program was installed in, with `compose/`, `configs/` and `stack.yaml`. */
  readonly packageDirectory: string;
  readonly temporaryDirectory: string;
}

export interface ReadOptions {
  /** So long it is waited for the writer of a pipe, where a person may name one: `<(pass show box)`. */
  readonly pipeMs?: number;
}

export type FileContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "absent" }
  | { readonly kind: "directory" }
  | { readonly kind: "unreadable"; readonly reason: string };

export type FileStat =
  | {
      readonly kind: "file" | "directory" | "other";
      readonly mode: number;
      readonly ownerId: number;
      readonly sizeBytes: number;
      readonly modifiedAt: Date;
    }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly reason: string };

export interface ScanOptions {
  readonly decompress: boolean;
  /** Where it answers a promise, the next piece waits for it. */
  readonly onChunk?: (chunk: Uint8Array) => unknown;
  readonly signal: AbortSignal;
}

/** Size and digest are those of the file as it lies on the disk. */
export type ScanAnswer = Result<{ readonly sizeBytes: number; readonly sha256: string }, SystemError>;

/** `code` as the system names it (`ENOSPC`, `EACCES`, `EROFS`). */
export type WriteAnswer = Result<undefined, SystemError>;

/** Runs a change to the file system; a refusal by the system becomes an answer. */
export async function answerWrite(write: () => Promise<void>): Promise<WriteAnswer> {
  try {
    await write();
    return { kind: "ok", value: undefined };
  } catch (error) {
    return { kind: "failed", error: systemErrorOf(error) };
  }
}
