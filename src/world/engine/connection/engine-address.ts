import { join } from "node:path";
import { dockerConfigDirectory, readDockerConfig } from "./docker-config.ts";
import { readDockerContext } from "./docker-context.ts";
import { findDefaultHost } from "./default-engine-host.ts";
import { readStat } from "../../files/read-file.ts";
import type { CallerEnvironment } from "../../caller-environment.ts";

/** Where the engine is, found in the order of the docker CLI: DOCKER_HOST, DOCKER_CONTEXT, the current context. */
export interface EngineAddress {
  /** `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  readonly url: string;
  readonly tls: EngineTls | undefined;
}

export interface EngineTls {
  /** A folder with ca.pem, cert.pem and key.pem, each of which may be missing. */
  readonly certificates: string;
  readonly verify: boolean;
}

/** Why there is no address, in words. */
export interface AddressProblem {
  readonly problem: string;
}

export async function findEngineAddress(caller: CallerEnvironment): Promise<EngineAddress | AddressProblem> {
  const { environment, homeDirectory } = caller;
  const directory = dockerConfigDirectory(environment, homeDirectory);
  const host = environment["DOCKER_HOST"] ?? "";
  if (host !== "") return checked({ url: withScheme(host), tls: tlsFrom(environment, directory) });
  const context = filled(environment["DOCKER_CONTEXT"]) ?? (await readDockerConfig(directory)).currentContext;
  if (context === undefined || context === "" || context === "default") {
    return { url: await findDefaultHost(caller), tls: undefined };
  }
  return addressOfContext(directory, context);
}

function filled(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** `DOCKER_HOST=box:2375` means TCP. */
function withScheme(host: string): string {
  return host.includes("://") ? host : `tcp://${host}`;
}

function tlsFrom(environment: Readonly<Record<string, string>>, directory: string): EngineTls | undefined {
  const verify = filled(environment["DOCKER_TLS_VERIFY"]) !== undefined;
  if (!verify && filled(environment["DOCKER_TLS"]) === undefined) return undefined;
  return { certificates: filled(environment["DOCKER_CERT_PATH"]) ?? directory, verify };
}

async function addressOfContext(directory: string, name: string): Promise<EngineAddress | AddressProblem> {
  const context = await readDockerContext(directory, name);
  if (context === undefined) return noContext(name);
  const { certificates, verify } = context;
  const hasTls = await hasCertificates(certificates);
  return checked({
    url: withScheme(context.host),
    tls: hasTls || !verify ? { certificates, verify } : undefined,
  });
}

function checked(address: EngineAddress): EngineAddress | AddressProblem {
  if (!URL.canParse(address.url)) return { problem: `${address.url} is not the address of an engine` };
  if (/^(unix|tcp|http|https|ssh):\/\//.test(address.url)) return address;
  return { problem: `${address.url}: only unix, tcp and ssh addresses of an engine are understood` };
}

function noContext(name: string): AddressProblem {
  return {
    problem: `the docker context "${name}" does not exist; \`docker context ls\` shows those that do`,
  };
}

async function hasCertificates(directory: string): Promise<boolean> {
  const found = await Promise.all(["ca.pem", "cert.pem"].map((name) => readStat(join(directory, name))));
  return found.some(({ kind }) => kind === "file");
}
