const headerBytes = 8;

/**
 * Takes the two output streams of a container apart, which the engine sends as one: each frame has a byte that says
 * which it is (2: stderr), three zeros and its length.
 */
export function demultiplex(
  onFrame: (payload: Buffer, from: "stdout" | "stderr") => void,
): (chunk: Uint8Array) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    while (rest.length >= headerBytes) {
      const end = headerBytes + rest.readUInt32BE(4);
      if (rest.length < end) return;
      onFrame(rest.subarray(headerBytes, end), rest[0] === 2 ? "stderr" : "stdout");
      rest = rest.subarray(end);
    }
  };
}
