import * as z from "zod";
import { refused, ok } from "./engine-answer.ts";
import type { EngineAnswer } from "../engine.ts";
import { parseJson } from "../../parse-json.ts";
import type { Processes } from "../../processes/processes.ts";

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly identityToken: string;
}

const schema = z.object({ Username: z.string(), Secret: z.string() });

const helperTimeoutMs = 30_000;

/** Asks `docker-credential-<name>` as the docker CLI does; undefined when it knows nothing of that registry. */
export async function askCredentialHelper(
  processes: Processes,
  name: string,
  registry: string,
): Promise<EngineAnswer<Credentials | undefined>> {
  const command = `docker-credential-${name}`;
  const result = await processes.run({ command, args: ["get"], input: registry, timeoutMs: helperTimeoutMs });
  if (result.kind === "not-found") return refused(0, missing(command, registry));
  if (result.kind !== "exited")
    return refused(0, `${command}, which keeps the password of ${registry}: ${result.kind}`);
  const found = schema.safeParse(parseJson(result.stdout)).data;
  if (result.exitCode !== 0 || found === undefined) return ok(undefined);
  return ok(credentialsFrom(found.Username, found.Secret));
}

/** The word "<token>" in place of a name says that the secret is an identity token. */
function credentialsFrom(username: string, secret: string): Credentials {
  return username === "<token>"
    ? { username: "", password: "", identityToken: secret }
    : { username, password: secret, identityToken: "" };
}

function missing(command: string, registry: string): string {
  return (
    `${command}, which config.json of Docker names for the password of ${registry}, is not installed: ` +
    `install it, or take "credsStore" or "credHelpers" out of config.json and type \`docker login\``
  );
}
