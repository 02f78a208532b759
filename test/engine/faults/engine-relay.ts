import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { engineSocket } from "../docker.ts";

/** A way to the engine that a test can cut. The engine itself, and what runs on it, notice nothing. */
export interface EngineRelay {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** Resolves while somebody follows the engine's events over it. */
  followed(): Promise<void>;
  /** Cuts the streams of events, and nothing else; how many there were. */
  cutEvents(): number;
  /** As an engine that goes: its socket is gone, and every connection is cut. */
  close(): Promise<void>;
  open(): Promise<void>;
}

export async function engineRelay(): Promise<EngineRelay> {
  const folder = await mkdtemp(join(tmpdir(), "stack-relay-"));
  const socketPath = join(folder, "docker.sock");
  const lines = new Set<Line>();
  const listeners = new Set<() => void>();
  const told = (): void => {
    for (const listener of listeners) listener();
  };
  let server: Server | undefined;
  const open = async (): Promise<void> => {
    server = createServer({ allowHalfOpen: true }, (client) => relay(client, lines, told));
    await new Promise<void>((resolve) => server?.listen(socketPath, resolve));
  };
  const close = async (): Promise<void> => {
    const closing = server;
    if (closing === undefined) return;
    server = undefined;
    const closed = new Promise((resolve) => closing.close(resolve));
    for (const line of lines) cut(line);
    await closed;
  };
  await open();
  onTestFinished(async () => {
    await close();
    await rm(folder, { recursive: true });
  });
  return {
    host: `unix://${socketPath}`,
    followed: () =>
      new Promise((resolve) => {
        const look = (): void => {
          if (![...lines].some(({ followsEvents }) => followsEvents)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    cutEvents: () => {
      const following = [...lines].filter(({ followsEvents }) => followsEvents);
      for (const line of following) cut(line);
      return following.length;
    },
    close,
    open,
  };
}

interface Line {
  readonly client: Socket;
  readonly engine: Socket;
  followsEvents: boolean;
}

function relay(client: Socket, lines: Set<Line>, told: () => void): void {
  const engine = connect({ path: engineSocket(), allowHalfOpen: true });
  const line: Line = { client, engine, followsEvents: false };
  lines.add(line);
  for (const [from, to] of [
    [client, engine],
    [engine, client],
  ] as const) {
    from.on("error", () => to.destroy());
    from.on("close", () => {
      to.destroy();
      lines.delete(line);
    });
  }
  client.on("data", (chunk: Buffer) => {
    if (!/^GET \S*\/events[?\s]/u.test(chunk.toString("latin1"))) return;
    line.followsEvents = true;
    told();
  });
  client.pipe(engine);
  engine.pipe(client);
}

function cut({ client, engine }: Line): void {
  client.destroy();
  engine.destroy();
}
