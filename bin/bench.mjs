#!/usr/bin/env node
// `npm run bench`: speed beside `docker compose`, in one run. Sets up as the tests do, and builds the benchmark from the
// sources at hand; bench/main.ts says what it takes.
import { mkdtempSync, rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { prepare } from "./development/prepare.mjs";
import { inProject, projectFolder } from "./development/project.mjs";
import { yamlModules } from "./development/yaml-modules.mjs";

const code = await prepare();
if (code === 0) await bench();
else process.exitCode = code;

async function bench() {
  const { build } = await import("esbuild");
  const folder = mkdtempSync(inProject("node_modules", ".stack-bench-"));
  try {
    const outfile = `${folder}/main.mjs`;
    await build({
      absWorkingDir: projectFolder,
      entryPoints: [inProject("bench", "main.ts")],
      outfile,
      bundle: true,
      plugins: [yamlModules],
      packages: "external",
      platform: "node",
      target: "node20",
      format: "esm",
      logLevel: "warning",
    });
    const { bench } = await import(pathToFileURL(outfile).href);
    process.exitCode = await bench(process.argv.slice(2), projectFolder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
