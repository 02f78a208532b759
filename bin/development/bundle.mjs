import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { licencesOf } from "./licences.mjs";
import { inProject, projectFolder } from "./project.mjs";
import { replaceFolder } from "./replace-folder.mjs";
import { yamlModules } from "./yaml-modules.mjs";
import { inSeconds } from "../set-up/seconds.mjs";

/** @typedef {{ readonly built: boolean, readonly line: string }} Told */

/**
 * Makes dist/ from src/ and says so in a line. Without esbuild (an install without development dependencies) a
 * dist/ that is there already stays.
 *
 * @returns {Promise<Told>}
 */
export async function bundle() {
  const esbuild = await import("esbuild").catch(() => undefined);
  if (esbuild === undefined) return withoutEsbuild();
  const folder = mkdtempSync(inProject("node_modules", ".stack-build-"));
  try {
    return await builtBy(esbuild, folder);
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return { built: false, line: "The build failed; what esbuild said stands above." };
  }
}

/**
 * @param {typeof import("esbuild")} esbuild
 * @param {string} folder
 */
async function builtBy(esbuild, folder) {
  const since = performance.now();
  const files = [];
  const inputs = [];
  for (const options of programs(folder)) {
    const { metafile } = await esbuild.build(options);
    files.push(...Object.values(metafile?.outputs ?? {}));
    inputs.push(...Object.keys(metafile?.inputs ?? {}));
  }
  writeFileSync(join(folder, "licences.md"), licencesOf(inputs));
  replaceFolder(inProject("dist"), folder);
  const kilobytes = Math.round(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000);
  const took = inSeconds(performance.now() - since);
  return { built: true, line: `Built dist/: ${files.length} files, ${kilobytes} kB, in ${took}.` };
}

/** @returns {Told} */
function withoutEsbuild() {
  if (existsSync(inProject("dist", "main.js")))
    return { built: true, line: "esbuild is not installed: dist/ stays." };
  return { built: false, line: "dist/ is missing, and so is esbuild, which makes it. Next: npm ci" };
}

/**
 * The launcher, and the program that stands in for a service's own in a rehearsal: that one is copied into an
 * image alone, so it is a single file.
 *
 * @param {string} folder
 * @returns {readonly import("esbuild").BuildOptions[]}
 */
function programs(folder) {
  const launcher = {
    ...common,
    ...launcherOnly,
    outdir: folder,
    entryPoints: { main: inProject("src", "main.ts") },
  };
  const standIn = inProject("src", "features", "rehearsal", "stand-in", "main.ts");
  const single = {
    ...common,
    format: /** @type {const} */ ("cjs"),
    outfile: `${folder}/stand-in.cjs`,
    entryPoints: [standIn],
  };
  return existsSync(standIn) ? [launcher, single] : [launcher];
}

/** @satisfies {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: projectFolder,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  legalComments: "eof",
  logLevel: "warning",
  metafile: true,
  plugins: [yamlModules],
  define: { STACK_VERSION: JSON.stringify(versionInPackage()) },
};

/**
 * CommonJS packages inside an ES module call `require` for Node's own modules: the banner gives them one.
 * yaml offers Node its CommonJS half, of which a bundled `import()` would see a default export only; its other half is
 * the same code as ES modules.
 *
 * @satisfies {import("esbuild").BuildOptions}
 */
const launcherOnly = {
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  alias: {
    yaml: inProject("node_modules", "yaml", "browser", "index.js"),
  },
  banner: {
    js: 'import { createRequire as requireFor } from "node:module"; const require = requireFor(import.meta.url);',
  },
};

function versionInPackage() {
  return JSON.parse(readFileSync(inProject("package.json"), "utf8")).version;
}
