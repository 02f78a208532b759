import { createHash } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import { parseJson } from "../../parse-json.ts";
import { readText } from "../../files/read-file.ts";

const schema = z.object({
  Endpoints: z.object({
    docker: z.object({ Host: z.string(), SkipTLSVerify: z.boolean().optional() }),
  }),
});

export interface DockerContext {
  readonly host: string;
  readonly certificates: string;
  readonly verify: boolean;
}

/** A context made with `docker context create`; its folder is named by the hash of its name. */
export async function readDockerContext(
  configDirectory: string,
  name: string,
): Promise<DockerContext | undefined> {
  const id = createHash("sha256").update(name).digest("hex");
  const content = await readText(join(configDirectory, "contexts", "meta", id, "meta.json"));
  if (content.kind !== "text") return undefined;
  const meta = schema.safeParse(parseJson(content.text)).data;
  if (meta === undefined) return undefined;
  const { Host, SkipTLSVerify } = meta.Endpoints.docker;
  return {
    host: Host,
    certificates: join(configDirectory, "contexts", "tls", id, "docker"),
    verify: SkipTLSVerify !== true,
  };
}
