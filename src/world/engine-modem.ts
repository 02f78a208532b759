import type DockerModem from "docker-modem";
import type { Agent } from "node:http";
import { tcpAgent, tlsAgent, unixAgent } from "./engine-agent.ts";
import type { EngineAddress } from "./engine-address.ts";

/**
 * How docker-modem reaches an address: always by an agent of ours, behind what it takes for a socket. For hosts it
 * would use `url.parse`, of which Node 24 warns the user.
 */
export async function modemOptions(
  address: EngineAddress,
  environment: Readonly<Record<string, string>>,
): Promise<DockerModem.ConstructorOptions> {
  const agent = await agentFor(address, environment);
  return { socketPath: address.url, host: undefined, protocol: "http", agent };
}

async function agentFor(
  { url, tls }: EngineAddress,
  environment: Readonly<Record<string, string>>,
): Promise<Agent> {
  if (url.startsWith("unix://")) return unixAgent(url.slice("unix://".length));
  if (url.startsWith("ssh://")) {
    const { sshAgent } = await import("./engine-ssh.ts");
    return sshAgent(url, environment);
  }
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return tls === undefined ? tcpAgent(host, Number(port || 2375)) : tlsAgent(host, Number(port || 2376), tls);
}
