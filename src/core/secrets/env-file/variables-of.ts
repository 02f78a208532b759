import type { World } from "../../../world/world.ts";
import { envEntries } from "./env-file.ts";
import { parseEnvFile } from "./parse-env-file.ts";

/** What these env files set, a later one over an earlier; one that cannot be read sets nothing. */
export async function variablesOf(
  { files }: Pick<World, "files">,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (const path of paths) {
    const content = await files.read(path);
    if (content.kind !== "text") continue;
    const read = parseEnvFile(content.text, Object.fromEntries(values));
    for (const { name, value } of envEntries(read)) values.set(name, value);
  }
  return values;
}
