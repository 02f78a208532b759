import type { WriteAnswer } from "./files.ts";
import { systemErrorOf } from "../system-error.ts";

/** Runs a change to the file system; a refusal by the system becomes an answer. */
export async function answerWrite(write: () => Promise<void>): Promise<WriteAnswer> {
  try {
    await write();
    return { kind: "ok" };
  } catch (error) {
    return { kind: "failed", ...systemErrorOf(error) };
  }
}
