import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { createServer as createHttpServer } from "node:http";
import type { RequestListener } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { nodeNetwork } from "../../../src/world/network/node-network.ts";

const never = new AbortController().signal;
const patient = { timeoutMs: 5000, settleMs: 50, signal: never };

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
  return address.port;
}

async function listen(server: Server, host = "127.0.0.1"): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return portOf(server);
}

function serve(onConnection: (socket: Socket) => void): Promise<number> {
  return listen(
    createServer((socket) => {
      socket.on("error", () => undefined);
      onConnection(socket);
    }),
  );
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

describe("connecting", () => {
  it("is open when the connection lives", async () => {
    const port = await serve(() => undefined);
    expect(await nodeNetwork.connect({ ...patient, address: "127.0.0.1", port })).toBe("open");
  });

  it("is reset when it is accepted and then cut, as docker-proxy does with nothing behind it", async () => {
    const port = await serve((socket) => socket.resetAndDestroy());
    expect(await nodeNetwork.connect({ ...patient, address: "127.0.0.1", port })).toBe("reset");
  });

  it("is reset when the other side closes politely before it has settled", async () => {
    const port = await serve((socket) => socket.end("too many connections\n"));
    expect(await nodeNetwork.connect({ ...patient, address: "127.0.0.1", port })).toBe("reset");
  });

  it("is refused where nobody listens", async () => {
    const port = await unusedPort();
    expect(await nodeNetwork.connect({ ...patient, address: "127.0.0.1", port })).toBe("refused");
    expect(await nodeNetwork.connect({ ...patient, address: "localhost", port })).toBe("refused");
  });

  it("is unreachable where the name means nothing", async () => {
    expect(await nodeNetwork.connect({ ...patient, address: "nothing.invalid", port: 80 })).toBe(
      "unreachable",
    );
  });

  it("times out while it settles", async () => {
    const port = await serve(() => undefined);
    const request = { address: "127.0.0.1", port, timeoutMs: 30, settleMs: 60_000, signal: never };
    expect(await nodeNetwork.connect(request)).toBe("timed-out");
  });

  it("is aborted by the signal, also by one that was before", async () => {
    const controller = new AbortController();
    const port = await serve(() => {
      controller.abort();
    });
    const request = { ...patient, address: "127.0.0.1", port, settleMs: 60_000, signal: controller.signal };
    expect(await nodeNetwork.connect(request)).toBe("aborted");
    expect(await nodeNetwork.connect(request)).toBe("aborted");
  });
});

function serveHttp(onRequest: RequestListener): Promise<number> {
  return listen(createHttpServer(onRequest));
}

function get(port: number, timeoutMs = 5000) {
  return nodeNetwork.get({ url: `http://127.0.0.1:${String(port)}/health`, timeoutMs, signal: never });
}

describe("asking over HTTP", () => {
  it("tells status and body, and follows no redirection", async () => {
    const port = await serveHttp((_, response) =>
      response.writeHead(302, { location: "/elsewhere" }).end("gone"),
    );
    expect(await get(port)).toEqual({ kind: "answered", status: 302, body: "gone" });
  });

  it("reads no more than 256 KiB of a body", async () => {
    const port = await serveHttp((_, response) => response.end("x".repeat(1_000_000)));
    const answer = await get(port);
    expect(answer.kind === "answered" ? answer.body.length : answer).toBe(256 * 1024);
  });

  it("sends the headers it is given", async () => {
    const port = await serveHttp((request, response) => response.end(request.headers.authorization));
    const url = `http://127.0.0.1:${String(port)}/`;
    const headers = { authorization: "Bearer abc" };
    const answer = await nodeNetwork.get({ url, headers, timeoutMs: 5000, signal: never });
    expect(answer).toEqual({ kind: "answered", status: 200, body: "Bearer abc" });
  });

  it("tells a refused port, a reset, another protocol and silence apart", async () => {
    const other = await serve((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    const cut = await serve((socket) => socket.resetAndDestroy());
    const silent = await serve(() => undefined);
    expect(await get(await unusedPort())).toEqual({ kind: "failed", reason: "refused" });
    expect(await get(cut)).toEqual({ kind: "failed", reason: "reset" });
    expect(await get(other)).toEqual({ kind: "failed", reason: "not-http" });
    expect(await get(silent, 30)).toEqual({ kind: "failed", reason: "timed-out" });
  });

  it("is timed out by a body that never ends", async () => {
    const port = await serveHttp((_, response) => response.write("begun"));
    expect(await get(port, 50)).toEqual({ kind: "failed", reason: "timed-out" });
  });
});

describe("whether this machine could listen", () => {
  it("is found by listening", async () => {
    const port = await serve(() => undefined);
    expect(await nodeNetwork.tryListen("127.0.0.1", port)).toBe("in-use");
    expect(await nodeNetwork.tryListen("0.0.0.0", port)).toBe("in-use");
    expect(await nodeNetwork.tryListen("127.0.0.1", await unusedPort())).toBe("free");
  });

  it("leaves the port free again", async () => {
    const port = await unusedPort();
    expect(await nodeNetwork.tryListen("127.0.0.1", port)).toBe("free");
    expect(await nodeNetwork.tryListen("127.0.0.1", port)).toBe("free");
  });

  it("looks at IPv6 by itself", async () => {
    const port = await listen(createServer(), "0.0.0.0");
    expect(await nodeNetwork.tryListen("::", port)).toBe("free");
    const sixth = await listen(createServer(), "::1");
    expect(await nodeNetwork.tryListen("[::1]", sixth)).toBe("in-use");
  });

  it("says when the address is not this machine's", async () => {
    expect(await nodeNetwork.tryListen("203.0.113.1", 8080)).toBe("no-such-address");
  });
});
