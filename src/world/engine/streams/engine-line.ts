import type { Agent } from "node:http";
import { tcpAgent, tlsAgent, unixAgent } from "../connection/engine-agent.ts";
import type { EngineAddress } from "../connection/engine-address.ts";

/** The way to an engine. */
export interface EngineLine {
  /** Opens the connections, wherever they lead, and keeps them. */
  readonly agent: Agent;
  /** Stands before every path: `/v1.45`, or nothing while no version is agreed on. */
  readonly prefix: string;
}

export async function openLine(
  { url, tls }: EngineAddress,
  environment: Readonly<Record<string, string>>,
): Promise<EngineLine> {
  return { agent: await agentFor({ url, tls }, environment), prefix: "" };
}

async function agentFor(
  { url, tls }: Pick<EngineAddress, "url" | "tls">,
  environment: Readonly<Record<string, string>>,
): Promise<Agent> {
  if (url.startsWith("unix://")) return unixAgent(url.slice("unix://".length));
  if (url.startsWith("ssh://")) {
    const { sshAgent } = await import("../connection/engine-ssh.ts");
    return sshAgent(url, environment);
  }
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return tls === undefined ? tcpAgent(host, Number(port || 2375)) : tlsAgent(host, Number(port || 2376), tls);
}
