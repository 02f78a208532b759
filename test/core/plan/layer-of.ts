import { readYaml } from "../../../src/core/environment/yaml-source.ts";
import type { YamlSource } from "../../../src/core/environment/yaml-source.ts";
import { fakeFiles } from "../../world/fake-files.ts";

/** A layer as it is written. */
export async function layerOf(text: string): Promise<YamlSource> {
  const read = await readYaml(fakeFiles({ "/compose.yaml": text }), "/compose.yaml", "compose.yaml");
  if (read.kind === "failed") throw new Error(read.error.map(({ message }) => message).join());
  return read.value;
}
