import { appendFileSync } from "node:fs";

/** From the environment, to run the same moments again; else new ones each time. Printed with each test's name. */
export const seed = Number(process.env["STACK_TEST_SEED"] ?? Date.now() % 1_000_000);

/** Two in the usual run, others each time; `npm run soak` asks for fifty. */
export const count = Number(process.env["STACK_FAULT_MOMENTS"] ?? "2");

/** Moments of a run as parts of its length, spread over it: one in each stretch, and random there; others a fault. */
export function moments(fault: string, howMany = count): readonly number[] {
  const random = randomFrom(fault);
  return Array.from({ length: howMany }, (_, index) => round((index + random()) / howMany));
}

/** Random parts of a whole, in no order. */
export function parts(fault: string, howMany: number): readonly number[] {
  const random = randomFrom(fault);
  return Array.from({ length: howMany }, () => round(random()));
}

/** One line a moment, for the table of `npm run soak`. */
export function record(fault: string, fields: Readonly<Record<string, string | number | null>>): void {
  const file = process.env["STACK_SOAK_RECORD"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ fault, seed, ...fields })}\n`);
}

/** Mulberry32: small, and the same on every machine. */
function randomFrom(fault: string): () => number {
  let state = Buffer.from(fault).reduce((sum, byte) => (sum * 31 + byte) | 0, seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function round(part: number): number {
  return Math.round(part * 1_000) / 1_000;
}
