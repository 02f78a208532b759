import { Transform } from "node:stream";
import type { TransformCallback } from "node:stream";
import type { Listener } from "./processes.ts";

/** Passes everything on, each piece once the listener is done with it. */
export function tap(hear: Listener): Transform {
  return new Transform({
    transform: (piece: Buffer, _encoding, done) => void passOn(hear, piece, done),
  });
}

async function passOn(hear: Listener, piece: Buffer, done: TransformCallback): Promise<void> {
  try {
    await hear(piece);
    done(null, piece);
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
  }
}
