import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { docker } from "./docker.ts";

interface HubRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly token: string | undefined;
}

export interface StandInHub {
  /** Reached from containers and from this machine alike. */
  readonly endpoint: string;
  readonly requests: readonly HubRequest[];
  readonly model: string;
  /** Of the large file. */
  readonly sha256: string;
  readonly totalBytes: number;
}

export interface HubParts {
  readonly bytes: number;
  readonly bytesPerSecond: number;
  /** What it says that the large file has. */
  readonly claimedBytes?: number;
  /** Only who has it gets the model. */
  readonly token?: string;
}

const model = "acme/tiny-model";
const commit = "0123456789012345678901234567890123456789";

/** The hub's API as far as fetching a model needs it, with ranges, and slow; large files come from elsewhere, as there. */
export async function standInHub(parts: HubParts): Promise<StandInHub> {
  const requests: HubRequest[] = [];
  const files = { small: Buffer.from('{"model_type":"tiny"}'), large: randomBytes(parts.bytes) };
  const server = createServer((request, response) => {
    void answer(request, response, { parts, files, requests });
  });
  const host = await bridgeAddress();
  const port = await listen(server, host);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://${host}:${String(port)}`,
    requests,
    model,
    sha256: sha256(files.large),
    totalBytes: files.large.length + files.small.length,
  };
}

interface Content {
  readonly parts: HubParts;
  readonly files: { readonly small: Buffer; readonly large: Buffer };
  readonly requests: HubRequest[];
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { parts, files, requests }: Content,
): Promise<void> {
  const { range, authorization } = request.headers;
  const [path = ""] = (request.url ?? "").split("?");
  requests.push({ path, range, token: authorization?.replace("Bearer ", "") });
  if (path === "/storage/large") return send(response, files.large, { range, ...parts });
  if (parts.token !== undefined && authorization !== `Bearer ${parts.token}`) {
    response.writeHead(401, { "X-Error-Code": "GatedRepo" }).end("Access to this model is restricted");
    return undefined;
  }
  if (path === `/api/models/${model}`) {
    response.writeHead(200, { "Content-Type": "application/json" }).end(listing(files, parts));
  } else if (path === `/${model}/resolve/${commit}/config.json`) {
    response.writeHead(200, { "Content-Length": files.small.length }).end(files.small);
  } else if (path === `/${model}/resolve/${commit}/model.safetensors`) {
    response.writeHead(302, { Location: "/storage/large" }).end();
  } else {
    response.writeHead(404).end();
  }
  return undefined;
}

function listing({ small, large }: Content["files"], { claimedBytes = large.length }: HubParts): string {
  const gitName = createHash("sha1")
    .update(`blob ${String(small.length)}\0`)
    .update(small)
    .digest("hex");
  const lfs = { sha256: sha256(large), size: claimedBytes, pointerSize: 134 };
  return JSON.stringify({
    id: model,
    sha: commit,
    gated: false,
    siblings: [
      { rfilename: "config.json", size: small.length, blobId: gitName },
      { rfilename: "model.safetensors", size: claimedBytes, blobId: "1".repeat(40), lfs },
      { rfilename: "model.gguf", size: 10 ** 15, blobId: "2".repeat(40) },
    ],
  });
}

async function send(
  response: ServerResponse,
  whole: Buffer,
  { range, bytesPerSecond }: { readonly range: string | undefined; readonly bytesPerSecond: number },
): Promise<void> {
  const start = Number(/^bytes=(\d+)-$/u.exec(range ?? "")?.[1] ?? "0");
  const headers = { "Content-Length": whole.length - start, "Accept-Ranges": "bytes" };
  const part = {
    "Content-Range": `bytes ${String(start)}-${String(whole.length - 1)}/${String(whole.length)}`,
  };
  response.writeHead(start > 0 ? 206 : 200, start > 0 ? { ...headers, ...part } : headers);
  const step = Math.ceil(bytesPerSecond / 20);
  for (let at = start; at < whole.length && !response.destroyed; at += step) {
    response.write(whole.subarray(at, at + step));
    await delay(50);
  }
  response.end();
}

/** This machine, as containers on any network of the engine reach it. */
export async function bridgeAddress(): Promise<string> {
  const format = "{{(index .IPAM.Config 0).Gateway}}";
  return (await docker("network", "inspect", "bridge", "--format", format)).trim();
}

async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
