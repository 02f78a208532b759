import { createServer, type Server } from "node:net";
import type { Speaker } from "./speaker.ts";

/** Takes connections and keeps them; the unhealthy one drops them. */
export function speakTcp(speaker: Speaker): Server {
  return createServer((socket) => {
    socket.on("error", () => undefined);
    if (speaker.healthy) socket.resume();
    else socket.destroy();
  });
}
