import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { createServer as createHttpServer } from "node:http";
import type { RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { hostname } from "node:os";
import { describe, expect, it, onTestFinished } from "vitest";
import { nodeCertificates } from "../../../src/world/certificates/node-certificates.ts";
import { isPrivateHost } from "../../../src/world/network/http-get.ts";
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

  it("reads no more than 4 MiB of a body, and says so", async () => {
    const port = await serveHttp((_, response) => response.end("x".repeat(5_000_000)));
    const answer = await get(port);
    expect(answer.kind === "answered" ? { ...answer, body: answer.body.length } : answer).toEqual({
      kind: "answered",
      status: 200,
      body: 4 * 1024 ** 2,
      isCut: true,
    });
  });

  it.each([
    ["its length", 'content-length: 20\r\n\r\n{"a": 1}'],
    ["its last chunk", 'transfer-encoding: chunked\r\n\r\n8\r\n{"a": 1}\r\n'],
  ])("takes no body for a whole one that ends before %s", async (_, rest) => {
    const port = await serve((socket) => {
      socket.once("data", () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
    });
    expect(await get(port)).toMatchObject({ kind: "failed" });
  });

  it("takes a certificate that nobody vouches for from this machine, and from no public host", async () => {
    const made = await nodeCertificates.make({ names: ["somebody.example"], from: new Date(), days: 2 });
    if (made.kind === "failed") throw new Error(made.error);
    const port = await listen(
      createTlsServer({ key: made.value.key, cert: made.value.certificate }, (_, response) =>
        response.end("hello"),
      ),
      "0.0.0.0",
    );
    const ask = (host: string) =>
      nodeNetwork.get({ url: `https://${host}:${String(port)}/`, timeoutMs: 5000, signal: never });
    for (const host of ["127.0.0.1", "localhost"])
      expect(await ask(host)).toEqual({ kind: "answered", status: 200, body: "hello" });
    // a name is as good as a public one; every machine has one of its own
    expect(await ask(hostname())).toEqual({ kind: "failed", reason: "untrusted" });
  });

  it("knows its own networks from others", () => {
    const own = [
      "localhost",
      "a.localhost",
      "127.8.0.1",
      "10.1.2.3",
      "172.31.0.2",
      "192.168.1.1",
      "[::1]",
      "[fd00::1]",
    ];
    const others = [
      "huggingface.co",
      "hub",
      "8.8.8.8",
      "172.32.0.1",
      "[2606:4700::1]",
      "localhost.example.org",
    ];
    for (const host of own) expect(isPrivateHost(host), host).toBe(true);
    for (const host of others) expect(isPrivateHost(host), host).toBe(false);
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
