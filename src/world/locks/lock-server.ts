import type { LockHolder } from "./locks.ts";
import { errorCode } from "../system-error.ts";
import { mkdir, rmdir, stat, unlink } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";

interface HeldLock {
  release(): Promise<void>;
}

/** Listening is holding: the system lets only one process listen at a path. Undefined when another does. */
export async function holdLock(path: string, holder: LockHolder): Promise<HeldLock | undefined> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    welcome(socket, waiting, holder);
  });
  if (!(await isListening(server, path))) return undefined;
  server.unref(); // a lock keeps nobody from ending
  let released: Promise<void> | undefined;
  return { release: () => (released ??= close(server, waiting)) };
}

/** Tells who holds the lock, and keeps the line open: its end is the news that the lock is free. */
function welcome(socket: Socket, waiting: Set<Socket>, holder: LockHolder): void {
  waiting.add(socket);
  socket.unref();
  socket.on("error", () => undefined);
  socket.once("close", () => waiting.delete(socket));
  socket.resume();
  socket.write(`${JSON.stringify(holder)}\n`);
}

function isListening(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      if (errorCode(error) === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    // an abstract socket has no permissions, and Node refuses to be asked for some
    const open = path.startsWith("\0") ? {} : { writableAll: true, readableAll: true };
    server.listen({ path, exclusive: true, ...open }, () => {
      resolve(true);
    });
  });
}

function close(server: Server, waiting: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    for (const socket of waiting) socket.destroy();
  });
}

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
