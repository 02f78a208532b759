import { join } from "node:path";
import * as z from "zod";
import { parseJson } from "../../parse-json.ts";
import { readText } from "../../files/read-file.ts";

const login = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
});

const schema = z.object({
  currentContext: z.string().optional(),
  auths: z.record(z.string(), login).optional().catch(undefined),
  credHelpers: z.record(z.string(), z.string()).optional(),
  credsStore: z.string().optional(),
});

export type DockerConfig = z.infer<typeof schema>;
export type RegistryLogin = z.infer<typeof login>;

/** Where the docker CLI keeps its settings: DOCKER_CONFIG, or `~/.docker`. */
export function dockerConfigDirectory(environment: Readonly<Record<string, string>>, home: string): string {
  return environment["DOCKER_CONFIG"] ?? join(home, ".docker");
}

/** The user's config.json; one that cannot be read counts as empty, as it does for the docker CLI. */
export async function readDockerConfig(directory: string): Promise<DockerConfig> {
  const content = await readText(join(directory, "config.json"));
  return content.kind === "text" ? parseDockerConfig(content.text) : {};
}

export function parseDockerConfig(text: string): DockerConfig {
  return schema.safeParse(parseJson(text)).data ?? {};
}
