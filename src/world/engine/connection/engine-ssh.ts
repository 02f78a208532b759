import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import { SshStream } from "./ssh-stream.ts";

/**
 * Connections to an engine on another machine, as the docker CLI makes them: the user's own ssh, with its config, keys
 * and known hosts, runs `docker system dial-stdio` over there.
 */
export function sshAgent(url: string, environment: Readonly<Record<string, string>>): Agent {
  return new SshAgent(sshWords(new URL(url)), environment);
}

function sshWords({ username, hostname, port, pathname }: URL): readonly string[] {
  return [
    ...(username === "" ? [] : ["-l", decodeURIComponent(username)]),
    ...(port === "" ? [] : ["-p", port]),
    ...options,
    "--",
    hostname,
    "docker",
    ...(pathname.length > 1 ? ["--host", `unix://${pathname}`] : []),
    "system",
    "dial-stdio",
  ];
}

const options = ["-T", "-o", "ConnectTimeout=30", "-o", "BatchMode=yes"];

class SshAgent extends Agent {
  readonly #words: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;

  constructor(words: readonly string[], environment: Readonly<Record<string, string>>) {
    super({ keepAlive: true });
    this.#words = words;
    this.#environment = environment;
  }

  override createConnection(): Duplex {
    return new SshStream(this.#words, this.#environment);
  }

  // Instead of the default, which turns knobs that only a TCP connection has.
  override keepSocketAlive(stream: Duplex): boolean {
    if (stream instanceof SshStream) stream.keepAwake(false);
    return true;
  }

  override reuseSocket(stream: Duplex): void {
    if (stream instanceof SshStream) stream.keepAwake(true);
  }
}
