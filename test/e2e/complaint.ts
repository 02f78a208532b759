import { expect } from "vitest";
import type { Ended } from "../program/run-program.ts";

/** A clear complaint: the exit code, what it is about, a next step, and never the inside of the program. */
export function expectComplaint(
  ended: Ended,
  exitCode: number,
  ...about: readonly (string | RegExp)[]
): void {
  const said = ended.stderr + ended.stdout;
  for (const part of about) expect(said).toMatch(part);
  expect([ended.exitCode, said]).toEqual([exitCode, said]);
  expect(said).not.toMatch(/^\s+at .*[:(]\d+:\d+\)?$/mu);
  expect(said).not.toMatch(/bug in stack|undefined|\[object Object\]|ZodError|node:internal/u);
  expect(said).toMatch(/next|▸|\((?:correct|did you mean|create|remove)/u);
}
