import { getSystemErrorMap } from "node:util";

/** What the system said when it refused: `code` as it names it (`ENOSPC`), `reason` in words. */
export interface SystemError {
  readonly code: string;
  readonly reason: string;
}

/** Anything without a code is a bug in this program, and is thrown on. */
export function systemErrorOf(error: unknown): SystemError {
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error)) throw error;
  return { code, reason: wordsFor(code) ?? error.message };
}

/** `ENOENT` and its like; undefined where an error is none of the system. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

function wordsFor(code: string): string | undefined {
  for (const [name, words] of getSystemErrorMap().values()) {
    if (name === code) return words;
  }
  return undefined;
}
