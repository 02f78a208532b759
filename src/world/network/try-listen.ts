import { createServer, isIPv6 } from "node:net";
import type { ListenAnswer } from "./network.ts";
import { errorCode } from "../system-error.ts";

export function tryListen(address: string, port: number): Promise<ListenAnswer> {
  const host = address.replace(/^\[(.*)\]$/, "$1");
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => {
      resolve(answerFor(errorCode(error)));
    });
    // Without `ipv6Only`, listening on `::` would also take the IPv4 port, which an engine asks for by itself.
    server.listen({ host, port, exclusive: true, ipv6Only: isIPv6(host) }, () => {
      server.close(() => {
        resolve("free");
      });
    });
  });
}

function answerFor(code: string | undefined): ListenAnswer {
  if (code === "EADDRINUSE") return "in-use";
  return code === "EACCES" || code === "EPERM" ? "not-permitted" : "no-such-address";
}
