import { connect } from "node:net";
import type { Socket } from "node:net";
import type { LockAnswer, LockHolder } from "./locks.ts";
import { letManyWait } from "../many-waiters.ts";

type Taken = Extract<LockAnswer, { readonly kind: "taken" }>;

/** A holder that is busy or stopped (Ctrl-Z) accepts, but says nothing. */
const introductionMs = 1000;

/** Asks the holder who it is; undefined when nobody listens there any more. */
export async function visitHolder(path: string): Promise<Taken | undefined> {
  const socket = await open(path);
  if (socket === undefined) return undefined;
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      resolve();
    });
  });
  const line = await firstLine(socket);
  if (socket.destroyed) return undefined;
  socket.unref();
  return {
    kind: "taken",
    holder: line === undefined ? undefined : await readHolder(line),
    untilReleased: (signal) => untilClosed(socket, closed, signal),
  };
}

function open(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      resolve(socket);
    });
    socket.on("error", () => {
      resolve(undefined);
    });
  });
}

function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    const timer = setTimeout(() => {
      resolve(undefined);
    }, introductionMs);
    const tell = (line: string | undefined): void => {
      clearTimeout(timer);
      resolve(line);
    };
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end >= 0) tell(text.slice(0, end));
    });
    socket.once("close", () => {
      tell(undefined);
    });
  });
}

/** Loaded only when a lock is taken: most runs take theirs, and need no zod for it. */
async function readHolder(line: string): Promise<LockHolder | undefined> {
  const { parseLockHolder } = await import("./lock-holder.ts");
  return parseLockHolder(line);
}

async function untilClosed(socket: Socket, closed: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  socket.ref();
  await new Promise<void>((resolve) => {
    const end = (): void => {
      signal.removeEventListener("abort", end);
      resolve();
    };
    closed.then(end, end);
    letManyWait(signal).addEventListener("abort", end);
  });
  socket.unref();
}
