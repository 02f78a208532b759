import { readFileSync } from "node:fs";
import { parse } from "yaml";

/**
 * Lets the sources import the top keys of a YAML file as values: the program then reads no YAML for it.
 *
 * @satisfies {import("esbuild").Plugin}
 */
export const yamlModules = {
  name: "yaml-modules",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /\.yaml$/ }, ({ path }) => ({
      loader: "json",
      contents: JSON.stringify(read(path)),
    }));
  },
};

/** The same for vitest. */
export const yamlModulesInTests = {
  name: "yaml-modules",
  /** @param {string} id */
  load(id) {
    if (!id.endsWith(".yaml")) return undefined;
    const parts = Object.entries(read(id));
    return parts.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join("\n");
  },
};

/** @param {string} path */
function read(path) {
  return parse(readFileSync(path, "utf8"));
}
