import type { Server } from "node:net";
import type { PlayedPort, Performance } from "./performance.ts";
import { speakHttp } from "./speak/speak-http.ts";
import { speakPostgres } from "./speak/speak-postgres.ts";
import { speakRedis } from "./speak/speak-redis.ts";
import { speakTcp } from "./speak/speak-tcp.ts";
import type { SpokenService } from "./speak/spoken-service.ts";

/** Opens every ordered port on all addresses, or ends the process saying which one it could not have. */
export async function listen(orders: Performance, argv: readonly string[]): Promise<void> {
  const speaker: SpokenService = { service: orders.service, argv, healthy: orders.fault !== "unhealthy" };
  await Promise.all(orders.ports.map((port) => open(port.port, serverFor(port, speaker))));
}

function serverFor(port: PlayedPort, speaker: SpokenService): Server {
  switch (port.speaks) {
    case "http":
      return speakHttp(port, speaker);
    case "postgres":
      return speakPostgres(speaker);
    case "redis":
      return speakRedis(speaker);
    case "tcp":
      return speakTcp(speaker);
  }
}

/** `::` takes IPv4 too; a kernel without IPv6 says so, and gets the rest. */
async function open(port: number, server: Server): Promise<void> {
  const failed = (await tryOpen(server, port, "::")) ? await tryOpen(server, port, "0.0.0.0") : undefined;
  if (failed === undefined) return;
  process.stderr.write(`cannot listen on port ${String(port)}: ${failed}\n`);
  process.exit(1);
}

function tryOpen(server: Server, port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const fail = (error: Error): void => resolve(error.message);
    server.once("error", fail);
    server.listen({ port, host }, () => {
      server.off("error", fail);
      process.stdout.write(`listening on port ${String(port)}\n`);
      resolve(undefined);
    });
  });
}
