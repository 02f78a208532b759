import { readFileSync } from "node:fs";

/**
 * Lets the sources import the top keys of a YAML file as values: the program then reads no YAML for it.
 *
 * @satisfies {import("esbuild").Plugin}
 */
export const yamlModules = {
  name: "yaml-modules",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /\.yaml$/ }, async ({ path }) => ({
      loader: "json",
      contents: JSON.stringify(await read(path)),
    }));
  },
};

/** The same for vitest. */
export const yamlModulesInTests = {
  name: "yaml-modules",
  /** @param {string} id */
  async load(id) {
    if (!id.endsWith(".yaml")) return undefined;
    const parts = Object.entries(await read(id));
    return parts.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join("\n");
  },
};

/** Loaded only now: a fresh clone has no packages before it installs them. @param {string} path */
async function read(path) {
  const { parse } = await import("yaml");
  return parse(readFileSync(path, "utf8"));
}
