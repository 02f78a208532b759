import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAptSettings } from "./apt-settings.mjs";
import { cannotBecause, engineScript } from "./cannot.mjs";
import { readDistribution } from "./distribution.mjs";
import { enginePackagesFor, missingPackages } from "./engine-packages.mjs";
import { installEngine } from "./install-engine.mjs";
import { inSeconds } from "./seconds.mjs";

/**
 * @typedef {import("./cannot.mjs").Cannot} Cannot
 * @typedef {import("./docker-seen.mjs").DockerSeen} DockerSeen
 * @typedef {import("./dockerd-by-hand.mjs").Means} Means
 */

/**
 * Installs the packages that what was seen lacks, if any, and says beforehand which and from where.
 *
 * @param {DockerSeen} seen
 * @param {Means} means
 * @returns {Promise<Cannot | undefined>}
 */
export async function installWhatIsMissing(seen, { root, say }) {
  const distribution = readDistribution(readFileSync("/etc/os-release", "utf8"));
  const known = enginePackagesFor(distribution, readAptSettings());
  if (known === undefined) return cannotBecause("unknown distribution", seen);
  const packages = missingPackages(known, seen);
  if (packages.length === 0) return undefined;
  const folder = logFolder([tmpdir(), "/tmp", "/var/tmp"]);
  if (folder === undefined)
    return {
      reason: `No temporary folder can be written, not even ${tmpdir()}: the log of an installation goes there.`,
      next: [`TMPDIR=<a folder with room> node '${engineScript}'`],
    };
  const logFile = join(folder, "apt.log");
  announce({ packages, aptFiles: known.aptFiles, logFile, name: distribution.name }, say);
  const since = performance.now();
  const problem = await installEngine({ ...known, packages }, { root, logFile });
  if (problem !== undefined) return { reason: problem, next: [`node '${engineScript}'   # to try again`] };
  say(`Installed in ${inSeconds(performance.now() - since)}.`);
  return undefined;
}

/**
 * A new folder in the first of these that takes one: TMPDIR may name one that is not there, or that is full.
 *
 * @param {readonly string[]} folders
 * @returns {string | undefined}
 */
export function logFolder(folders) {
  for (const folder of folders) {
    try {
      return mkdtempSync(join(folder, "stack-engine-"));
    } catch {
      // the next one, perhaps
    }
  }
  return undefined;
}

/**
 * @param {{
 *   readonly packages: readonly string[],
 *   readonly aptFiles: readonly import("./newer-debian.mjs").AptFile[],
 *   readonly logFile: string,
 *   readonly name: string,
 * }} plan
 * @param {(line: string) => void} say
 */
function announce({ packages, aptFiles, logFile, name }, say) {
  say(`No Docker Engine with Compose that is new enough is installed: installing ${packages.join(" ")}`);
  if (aptFiles.length === 0) say(`  from ${name}'s own archives (log: ${logFile})`);
  else say(`  from Debian 13, since ${name} has only older ones (log: ${logFile})`);
  for (const { path } of aptFiles) say(`  writing ${path}`);
}
