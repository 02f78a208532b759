const held: Buffer[] = [];

/** Takes memory, and touches it, until the kernel ends this process at the container's limit. */
export function runOutOfMemory(): void {
  process.stdout.write("allocating memory\n");
  setInterval(() => held.push(Buffer.alloc(16 * 1024 * 1024, held.length + 1)), 5);
}
