import { createServer } from "node:net";

/**
 * Below the ports that the system gives to whoever asks for any (32768 and up): what was free a moment ago is not
 * given to a stranger meanwhile. Each worker has a stretch of its own, so that files beside each other never meet.
 */
const first = 12_000;
const stretch = 2_000;
const stretches = 10;

const worker = Number(process.env["VITEST_POOL_ID"] ?? "0") % stretches;
let next = Math.floor(Math.random() * stretch);

/** A port of 127.0.0.1 that nobody has at this moment, and that no test beside this one will be told. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < stretch; tries += 1) {
    const port = first + worker * stretch + next;
    // before anything is waited for: two that ask at once are told two
    next = (next + 1) % stretch;
    if (await isFree(port)) return port;
  }
  throw new Error("no port to be had");
}

/** On every address: a container may be published on any of them. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "0.0.0.0", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
