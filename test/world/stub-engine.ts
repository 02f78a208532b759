import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Engine } from "../../src/world/engine/engine.ts";
import { nodeEngine } from "../../src/world/engine/node-engine.ts";
import { fakeProcesses } from "./fake-processes.ts";
import type { ProcessAnswer } from "./fake-processes.ts";
import { temporaryFolder } from "./temporary-folder.ts";

interface StubEngine {
  readonly engine: Engine;
  readonly socketPath: string;
  /** What was asked, `_ping` left out: `GET /v1.45/info`. */
  readonly asked: readonly string[];
}

interface StubOptions {
  readonly apiVersion?: string;
  readonly home?: string;
  readonly processes?: readonly ProcessAnswer[];
}

/** The real client against an engine that says what the test wants, over a socket of its own. */
export async function stubEngine(listener: RequestListener, options: StubOptions = {}): Promise<StubEngine> {
  const folder = await temporaryFolder();
  const socketPath = join(folder, "engine.sock");
  const asked: string[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/_ping") {
      response.setHeader("Api-Version", options.apiVersion ?? "1.45").end("OK");
      return;
    }
    asked.push(`${request.method ?? ""} ${decodeURIComponent(request.url ?? "")}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(socketPath, resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const caller = {
    environment: { DOCKER_HOST: `unix://${socketPath}` },
    homeDirectory: options.home ?? folder,
  };
  return { engine: nodeEngine(caller, fakeProcesses(options.processes)), socketPath, asked };
}
