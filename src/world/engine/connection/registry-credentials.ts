import { askCredentialHelper } from "./credential-helper.ts";
import type { Credentials } from "./credential-helper.ts";
import type { DockerConfig, RegistryLogin } from "./docker-config.ts";
import { ok } from "./engine-answer.ts";
import type { EngineAnswer } from "../engine.ts";
import type { Processes } from "../../processes/processes.ts";

/** Who the user is at a registry, by Docker's config.json; undefined for nobody in particular. */
export async function findCredentials(
  config: DockerConfig,
  registry: string,
  processes: Processes,
): Promise<EngineAnswer<Credentials | undefined>> {
  const helper =
    config.credHelpers?.[hostOf(registry)] ?? config.credHelpers?.[registry] ?? config.credsStore;
  if (helper !== undefined && helper !== "") return askCredentialHelper(processes, helper, registry);
  const login = Object.entries(config.auths ?? {}).find(([key]) => hostOf(key) === hostOf(registry))?.[1];
  return ok(login === undefined ? undefined : credentialsOf(login));
}

/** Keys come as `registry:5000`, `https://registry:5000` and `https://index.docker.io/v1/`. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
}

function credentialsOf(login: RegistryLogin): Credentials {
  const [username = "", ...rest] = Buffer.from(login.auth ?? "", "base64")
    .toString("utf8")
    .split(":");
  return {
    username: login.username ?? username,
    password: login.password ?? rest.join(":"),
    identityToken: login.identitytoken ?? "",
  };
}

/** As the engine wants it in `X-Registry-Auth`: base64 for URLs, but padded; without the padding it sees no login. */
export function registryAuthHeader(credentials: Credentials, registry: string): string {
  const { username, password, identityToken } = credentials;
  const login = identityToken === "" ? { username, password } : { identitytoken: identityToken };
  const encoded = Buffer.from(JSON.stringify({ ...login, serveraddress: registry })).toString("base64");
  return encoded.replaceAll("+", "-").replaceAll("/", "_");
}
