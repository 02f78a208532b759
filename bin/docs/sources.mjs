import { build } from "esbuild";
import { projectFolder } from "../development/project.mjs";
import { yamlModules } from "../development/yaml-modules.mjs";

/**
 * The modules that say what is documented. Node 20 runs no TypeScript: they are bundled, in memory.
 *
 * @returns {Promise<import("./generated.mjs").Sources<unknown>>}
 */
export async function documentedSources() {
  const { outputFiles } = await build({
    absWorkingDir: projectFolder,
    bundle: true,
    plugins: [yamlModules],
    write: false,
    platform: "node",
    format: "esm",
    // commands are named there, and loaded when they are called: they need not come along
    external: ["../features/*", "../command/*", "./up.ts"],
    // a CommonJS package of what they read asks for Node's own modules
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(${JSON.stringify(`${projectFolder}/`)});`,
    },
    stdin: { resolveDir: projectFolder, loader: "ts", contents },
  });
  const [bundle] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(bundle?.contents ?? "").toString("base64")}`);
}

const contents = `
  export { findingData } from "./src/core/preflight/finding-data.ts";
  export { findingIds } from "./src/core/preflight/finding-ids.ts";
  export { rules } from "./src/features/lint/rules.ts";
  export { manifestSchema } from "./src/core/environment/manifest.ts";
  export { xStackSchema } from "./src/core/environment/x-stack.ts";
  export { commandTable } from "./src/cli/command-table.ts";
  export { flagDefinitions } from "./src/cli/flag-definitions.ts";
  export { toJSONSchema } from "zod";`;
