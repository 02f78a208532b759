import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { inProject, projectFolder } from "./project.mjs";
import { runLogged } from "../set-up/run.mjs";
import { tailOf } from "../set-up/tail.mjs";

/**
 * Whether node_modules is what package-lock.json asks for: npm writes its own lock file there, last of all.
 *
 * @returns {boolean}
 */
export function dependenciesAreInstalled() {
  const installed = changedAt(inProject("node_modules", ".package-lock.json"));
  return installed > 0 && installed >= changedAt(inProject("package-lock.json"));
}

/**
 * Installs them; gives undefined, or what npm said last. Builds nothing: that is a step of its own.
 *
 * @returns {Promise<string | undefined>}
 */
export async function installDependencies() {
  const logFile = join(mkdtempSync(join(tmpdir(), "stack-npm-")), "npm.log");
  const npmCi = [...npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const code = await runLogged(npmCi, logFile, { cwd: projectFolder });
  return code === 0
    ? undefined
    : `npm ci ended with exit code ${code}:\n${tailOf(logFile, 25)}\n(all of it: ${logFile})`;
}

/** The npm that runs this script, if one does: there may be another on PATH. */
function npm() {
  const running = process.env["npm_execpath"];
  return running !== undefined && basename(running).startsWith("npm") ? [process.execPath, running] : ["npm"];
}

/** @param {string} file */
function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
