import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { join } from "node:path";
import { inspect } from "node:util";
import type { EngineTls } from "./engine-address.ts";
import { readText } from "./read-file.ts";

/** Keeps connections open between calls: a new one costs more than most answers. */
export function plainAgent(): Agent {
  return uninspected(new Agent({ keepAlive: true }));
}

export async function tlsAgent({ certificates, verify }: EngineTls): Promise<Agent> {
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((name) => readPem(join(certificates, name))),
  );
  return uninspected(new TlsAgent({ keepAlive: true, ca, cert, key, rejectUnauthorized: verify }));
}

async function readPem(path: string): Promise<string | undefined> {
  const content = await readText(path);
  return content.kind === "text" ? content.text : undefined;
}

/** docker-modem prepares a debug line for every request, for which it would print all sockets an agent holds. */
export function uninspected<T extends Agent>(agent: T): T {
  Object.defineProperty(agent, inspect.custom, { value: () => "agent" });
  return agent;
}
