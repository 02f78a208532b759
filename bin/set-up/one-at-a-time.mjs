import { createServer } from "node:net";
import { waitFor } from "./wait.mjs";

/**
 * Does the work while no other process on this machine does work of that name. The lock is an abstract socket:
 * the kernel gives it back however its holder ends, so there is no stale lock.
 *
 * @template T
 * @param {string} name
 * @param {{ readonly work: () => Promise<T>, readonly onWaiting: () => void }} task
 * @returns {Promise<T>}
 */
export async function oneAtATime(name, { work, onWaiting }) {
  const lock = (await taken(name)) ?? (await takenLater(name, onWaiting));
  if (lock === undefined) throw new Error(`another run has been busy with "${name}" for ten minutes`);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

/**
 * @param {string} name
 * @param {() => void} onWaiting
 */
function takenLater(name, onWaiting) {
  onWaiting();
  return waitFor(() => taken(name), { withinMs: 600_000, everyMs: 250 });
}

/**
 * @param {string} name
 * @returns {Promise<import("node:net").Server | undefined>}
 */
function taken(name) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", (error) =>
      "code" in error && error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(`\0stack-${name}`, () => resolve(server));
  });
}
