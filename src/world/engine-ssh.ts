import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import { uninspected } from "./engine-agent.ts";

/**
 * Connections to an engine on another machine, as the docker CLI makes them: the user's own ssh, with its config, keys
 * and known hosts, runs `docker system dial-stdio` over there. (docker-modem's own ssh knows none of these.)
 */
export function sshAgent(url: string, environment: Readonly<Record<string, string>>): Agent {
  const words = sshWords(new URL(url));
  return uninspected(new SshAgent(() => dial(words, environment)));
}

export function sshWords({ username, hostname, port, pathname }: URL): readonly string[] {
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
  readonly #dial: () => Duplex;

  constructor(dial: () => Duplex) {
    super({ keepAlive: true });
    this.#dial = dial;
  }

  override createConnection(): Duplex {
    return this.#dial();
  }

  // A pipe has none of the knobs of a TCP connection that the default would turn.
  override keepSocketAlive(): boolean {
    return true;
  }

  override reuseSocket(): void {
    // nothing to prepare
  }
}

function dial(words: readonly string[], environment: Readonly<Record<string, string>>): Duplex {
  const child = spawn("ssh", words, { env: environment, stdio: "pipe" });
  const stream = Duplex.from({ writable: child.stdin, readable: child.stdout });
  let complaint = "";
  child.stderr.on("data", (chunk: Uint8Array) => {
    complaint += Buffer.from(chunk).toString("utf8");
  });
  child.once("error", (error) => stream.destroy(error));
  child.once("exit", (code) => {
    if (code !== 0) stream.destroy(unreachable(complaint.trim() || `ssh ended with ${String(code)}`));
  });
  stream.once("close", () => child.kill());
  child.unref(); // a connection kept for later must not keep this program from ending
  return stream;
}

function unreachable(message: string): Error {
  return Object.assign(new Error(message), { code: "ESSH" });
}
