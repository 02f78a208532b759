import { mkdir, rmdir, stat, unlink } from "node:fs/promises";
import { connect } from "node:net";

/** How long clearing away takes at the very most; a cleaner older than that has died. */
const cleaningMs = 5000;

/**
 * Removes a socket file whose process is gone. Only one at a time may look and remove: between another's look and its
 * removal, a third could have begun to listen there.
 */
export async function clearStaleSocket(path: string): Promise<void> {
  const cleaner = `${path}.clearing`;
  if (!(await becomeCleaner(cleaner))) return;
  try {
    if (!(await someoneListens(path))) await unlink(path).catch(() => undefined);
  } finally {
    await rmdir(cleaner).catch(() => undefined);
  }
}

async function becomeCleaner(cleaner: string): Promise<boolean> {
  const made = await mkdir(cleaner).then(
    () => true,
    () => false,
  );
  if (made) return true;
  const age = await stat(cleaner).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > cleaningMs) await rmdir(cleaner).catch(() => undefined);
  return false;
}

function someoneListens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}
