import { Agent } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { inspect } from "node:util";
import type { EngineTls } from "./engine-address.ts";
import { readText } from "./read-file.ts";

export function unixAgent(path: string): Agent {
  return agentFor(() => connect({ path }));
}

export function tcpAgent(host: string, port: number): Agent {
  return agentFor(() => connect({ host, port, noDelay: true }));
}

export async function tlsAgent(
  host: string,
  port: number,
  { certificates, verify }: EngineTls,
): Promise<Agent> {
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((name) => readPem(join(certificates, name))),
  );
  return agentFor(() => connectTls({ host, port, ca, cert, key, rejectUnauthorized: verify }));
}

async function readPem(path: string): Promise<string | undefined> {
  const content = await readText(path);
  return content.kind === "text" ? content.text : undefined;
}

/** Keeps connections open between calls: a new one costs more than most answers. */
function agentFor(open: () => Duplex): Agent {
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = open;
  return uninspected(agent);
}

/** docker-modem prepares a debug line for every request, for which it would print all sockets an agent holds. */
export function uninspected<T extends Agent>(agent: T): T {
  Object.defineProperty(agent, inspect.custom, { value: () => "agent" });
  return agent;
}
