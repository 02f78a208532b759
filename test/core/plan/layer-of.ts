import { readYaml } from "../../../src/core/environment/yaml-source.ts";
import type { YamlSource } from "../../../src/core/environment/yaml-source.ts";
import { fakeFiles } from "../../world/fake-files.ts";

/** A layer as it is written. */
export async function layerOf(text: string): Promise<YamlSource> {
  const read = await readYaml(fakeFiles({ "/compose.yaml": text }), "/compose.yaml", "compose.yaml");
  if (read.kind === "problems") throw new Error(read.problems.map(({ message }) => message).join());
  return read.value;
}
