import { createServer, type Server } from "node:net";
import { redisPassword } from "./redis-password.ts";
import type { SpokenService } from "./spoken-service.ts";

/** Enough of RESP for a health check: AUTH and PING, with the password the real server would ask for. */
export function speakRedis(speaker: SpokenService): Server {
  const password = redisPassword(speaker);
  return createServer((socket) => {
    socket.on("error", () => undefined);
    const client = { trusted: password.kind === "none" };
    socket.on("data", (data: Buffer) => {
      for (const command of commandsIn(data.toString())) {
        if (isHttp(command)) socket.destroy();
        else socket.write(reply(command, client));
      }
    });

    function reply([name = "", ...args]: readonly string[], client: { trusted: boolean }): string {
      if (!speaker.healthy) return "-LOADING Redis is loading the dataset in memory\r\n";
      if (name.toUpperCase() === "AUTH") {
        if (password.kind === "none") return "-ERR AUTH called without any password configured\r\n";
        client.trusted = password.kind === "unknown" || args.at(-1) === password.value;
        return client.trusted
          ? "+OK\r\n"
          : "-WRONGPASS invalid username-password pair or user is disabled.\r\n";
      }
      if (!client.trusted) return "-NOAUTH Authentication required.\r\n";
      return answers.get(name.toUpperCase()) ?? `-ERR the stand-in does not know '${name}'\r\n`;
    }
  });
}

/** The real server takes a browser's words for an attack, and hangs up. */
function isHttp([name = ""]: readonly string[]): boolean {
  return name === "POST" || name.toLowerCase() === "host:";
}

const answers = new Map([
  ["PING", "+PONG\r\n"],
  ["SELECT", "+OK\r\n"],
  ["CLIENT", "+OK\r\n"],
  ["QUIT", "+OK\r\n"],
  ["INFO", "$9\r\nloading:0\r\n"],
  ["DBSIZE", ":0\r\n"],
]);

/** Commands as arrays of bulk strings, or a line each as people type them. A check's fit in one packet. */
function commandsIn(text: string): readonly (readonly string[])[] {
  const lines = text.split("\r\n").flatMap((line) => line.split("\n"));
  const commands: (readonly string[])[] = [];
  while (lines.length > 0) {
    const line = lines.shift() ?? "";
    const size = /^\*(\d+)$/.exec(line)?.[1];
    if (size !== undefined)
      commands.push(lines.splice(0, Number(size) * 2).filter((_, index) => index % 2 === 1));
    else if (line !== "") commands.push(line.split(" "));
  }
  return commands;
}
