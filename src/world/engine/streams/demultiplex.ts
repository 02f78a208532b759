const headerBytes = 8;

/** Who speaks in a frame: the container on either of its streams, or the engine, of what it cannot send. */
export type Speaker = "stdout" | "stderr" | "engine";

/**
 * Takes the two output streams of a container apart, which the engine sends as one: each frame has a byte that says
 * which it is (2: stderr, 3: the engine's own words), three zeros and its length.
 */
export function demultiplex(onFrame: (payload: Buffer, from: Speaker) => void): (chunk: Uint8Array) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    while (rest.length >= headerBytes) {
      const end = headerBytes + rest.readUInt32BE(4);
      if (rest.length < end) return;
      onFrame(rest.subarray(headerBytes, end), speakerOf(rest[0]));
      rest = rest.subarray(end);
    }
  };
}

function speakerOf(byte: number | undefined): Speaker {
  if (byte === 3) return "engine";
  return byte === 2 ? "stderr" : "stdout";
}
