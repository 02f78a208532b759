/** @param {number} milliseconds */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Asks until something is there or the time is over; gives undefined then.
 *
 * @template T
 * @param {() => Promise<T | undefined>} look
 * @param {{ readonly withinMs: number, readonly everyMs: number }} pace
 * @returns {Promise<T | undefined>}
 */
export async function waitFor(look, { withinMs, everyMs }) {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() > deadline) return found;
    await pause(everyMs);
  }
}
