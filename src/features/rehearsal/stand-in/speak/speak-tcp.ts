import { createServer, type Server } from "node:net";
import type { SpokenService } from "./spoken-service.ts";

/** Takes connections and keeps them; the unhealthy one drops them. */
export function speakTcp(speaker: SpokenService): Server {
  return createServer((socket) => {
    socket.on("error", () => undefined);
    if (speaker.healthy) socket.resume();
    else socket.destroy();
  });
}
