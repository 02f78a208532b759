import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readFileSync } from "node:fs";
import type { PlayedHttpPort } from "../performance.ts";
import { flagOf, type SpokenService } from "./spoken-service.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

export function speakHttp(port: PlayedHttpPort, speaker: SpokenService): Server {
  return createServer((request, response) => {
    request.resume();
    send(response, answerTo(request, port, speaker), port);
  });
}

function answerTo(request: IncomingMessage, port: PlayedHttpPort, speaker: SpokenService): Answer {
  if (!speaker.healthy) return { status: 503, body: "told to be unhealthy (rehearsal)\n" };
  const path = new URL(request.url ?? "/", "http://stand-in").pathname;
  const method = request.method === "HEAD" && !port.getOnly ? "GET" : request.method;
  const known = port.paths.filter((candidate) => candidate.path === path);
  const found = known.find((candidate) => candidate.method === method);
  if (found === undefined)
    return { status: known.length > 0 ? 405 : port.otherwise, body: `${speaker.service}\n` };
  if (found.needsKey && !holdsKey(request, port, speaker)) return { status: 401, body: "no valid key\n" };
  return found;
}

/** In whichever header a client may send it; where no key is set, everyone holds it. */
function holdsKey(request: IncomingMessage, port: PlayedHttpPort, speaker: SpokenService): boolean {
  const key = keyOf(port, speaker);
  if (key === undefined) return true;
  const { authorization = "", ...headers } = request.headers;
  const [scheme = "", credentials = ""] = authorization.split(" ");
  if (scheme.toLowerCase() === "basic") return isAccount(credentials, key, port.keyOfAccount);
  return credentials === key || headers["x-api-key"] === key || headers["api-key"] === key;
}

function isAccount(credentials: string, key: string, owner: string | undefined): boolean {
  const [account = "", ...password] = Buffer.from(credentials, "base64").toString().split(":");
  return (
    password.join(":") === key || (owner !== undefined && account !== owner && password.join(":") !== "")
  );
}

function keyOf(port: PlayedHttpPort, speaker: SpokenService): string | undefined {
  for (const source of port.keyFrom) {
    const value = "flag" in source ? flagOf(speaker, source.flag) : fromEnvironment(source.env);
    if (value !== undefined && value !== "") return value;
  }
  return undefined;
}

function fromEnvironment(name: string): string | undefined {
  const file = process.env[`${name}_FILE`];
  if (file === undefined) return process.env[name];
  try {
    return readFileSync(file, "utf8").trimEnd();
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body }: Answer, port: PlayedHttpPort): void {
  const type = /^[[{"]/.test(body) ? "application/json" : "text/plain";
  const headers = { "content-type": type, "content-length": Buffer.byteLength(body), connection: "close" };
  const elsewhere = port.paths.find((path) => path.status === 200)?.path ?? "/";
  response.writeHead(status, status >= 300 && status < 400 ? { ...headers, location: elsewhere } : headers);
  response.end(body);
}
