import type DockerModem from "docker-modem";
import { plainAgent, tlsAgent } from "./engine-agent.ts";
import type { EngineAddress } from "./engine-address.ts";

/** What docker-modem needs to know to reach an address; it must not look into the environment by itself. */
export async function modemOptions(
  { url, tls }: EngineAddress,
  environment: Readonly<Record<string, string>>,
): Promise<DockerModem.ConstructorOptions> {
  if (url.startsWith("unix://")) {
    return {
      socketPath: url.slice("unix://".length),
      host: undefined,
      protocol: "http",
      agent: plainAgent(),
    };
  }
  const { hostname, port } = new URL(url);
  if (url.startsWith("ssh://")) {
    const { sshAgent } = await import("./engine-ssh.ts");
    return { host: "docker.invalid", port: 80, protocol: "http", agent: sshAgent(url, environment) };
  }
  return tls === undefined
    ? { host: hostname, port: port || 2375, protocol: "http", agent: plainAgent() }
    : { host: hostname, port: port || 2376, protocol: "https", agent: await tlsAgent(tls) };
}
