#!/usr/bin/env node
// `npm run bench`: speed beside `docker compose`, in one run. Builds the program and the benchmark from the sources at
// hand; bench/main.ts says what it takes.
import { mkdtempSync, rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { bundle } from "./set-up/bundle.mjs";
import { inProject, projectFolder } from "./set-up/project.mjs";

const told = await bundle();
if (told.built) await bench();
else {
  console.error(told.line);
  process.exitCode = 1;
}

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
