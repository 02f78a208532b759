#!/usr/bin/env node
// Writes what is documented from the sources: the README's table of findings and the JSON Schema of stack.yaml.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { format, resolveConfig } from "prettier";
import { replaceBetweenMarks } from "./docs/between-marks.mjs";
import { findingTable } from "./docs/finding-table.mjs";
import { manifestSchemaText } from "./docs/manifest-schema.mjs";
import { inProject, projectFolder } from "./development/project.mjs";

const { findingIds, manifestSchema, toJSONSchema } = await sources();
writeFileSync(inProject("stack.schema.json"), manifestSchemaText(toJSONSchema, manifestSchema));
const readme = inProject("README.md");
const table = findingTable(findingIds).join("\n");
const written = replaceBetweenMarks(readFileSync(readme, "utf8"), "findings", table);
const options = { ...(await resolveConfig(readme)), parser: "markdown" };
writeFileSync(readme, await format(written, options));

/** Node 20 runs no TypeScript: the few modules that are needed are bundled, in memory. */
async function sources() {
  const { outputFiles } = await build({
    absWorkingDir: projectFolder,
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    stdin: {
      resolveDir: projectFolder,
      loader: "ts",
      contents: `
        export { findingIds } from "./src/preflight/finding-ids.ts";
        export { manifestSchema } from "./src/environment/manifest.ts";
        export { toJSONSchema } from "zod";`,
    },
  });
  const [bundle] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(bundle?.contents ?? "").toString("base64")}`);
}
