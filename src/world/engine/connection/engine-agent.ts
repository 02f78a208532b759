import { Agent } from "node:http";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { EngineTls } from "./engine-address.ts";
import { readText } from "../../files/read-file.ts";
import { notAFile } from "../../files/regular-file.ts";

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
  const at = (name: string): string => join(certificates, name);
  const [ca, cert, key] = await Promise.all([
    // as the docker CLI has it: who has no certificate of its own needs none, but what vouches for the engine must be there
    readPem(at("ca.pem"), verify),
    readPem(at("cert.pem")),
    readPem(at("key.pem")),
  ]);
  return agentFor(() => connectTls({ host, port, ca, cert, key, rejectUnauthorized: verify }));
}

async function readPem(path: string, isNeeded = false): Promise<string | undefined> {
  const odd = isNeeded ? await notAFile(path) : undefined;
  if (odd !== undefined) throw Object.assign(new Error(`${path}: ${odd.reason}`), { code: odd.code });
  if (isNeeded) return readFile(path, "utf8");
  const content = await readText(path);
  return content.kind === "text" ? content.text : undefined;
}

/** Keeps connections open between calls: a new one costs more than most answers. */
function agentFor(open: () => Duplex): Agent {
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = open;
  return agent;
}
