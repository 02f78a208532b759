import { readFileSync } from "node:fs";
import { aptInstall, aptUpdate, finishInstalling } from "./apt-commands.mjs";
import { readAptSettings } from "./apt-settings.mjs";
import { cannotBecause } from "./cannot.mjs";
import { readDistribution } from "./distribution.mjs";
import { isInDockerGroup } from "./docker-group.mjs";
import { lookAtDocker } from "./docker-seen.mjs";
import { enginePackagesFor, missingPackages } from "./engine-packages.mjs";
import { judgeDocker } from "./judge-docker.mjs";
import { asRoot } from "./root.mjs";
import { startCommand } from "./start-engine.mjs";

/**
 * @typedef {import("./cannot.mjs").Cannot} Cannot
 * @typedef {import("./docker-seen.mjs").DockerSeen} DockerSeen
 * @typedef {import("./engine-packages.mjs").EnginePackages} EnginePackages
 */

/**
 * What making sure of an engine would do here, as commands, without doing any of it; or why it cannot.
 *
 * @param {{ readonly letsIn: boolean }} wish
 * @returns {Promise<{ readonly commands: readonly (readonly string[])[] } | { readonly cannot: Cannot }>}
 */
export async function plannedCommands({ letsIn }) {
  const seen = await lookAtDocker();
  const verdict = judgeDocker(seen);
  if (verdict === "works") return { commands: [] };
  if (verdict === "not permitted" && letsIn) {
    const root = await asRoot();
    return root === undefined
      ? { cannot: cannotBecause(verdict, seen) }
      : { commands: [[...root.slice(0, 1), ...joinGroup]] };
  }
  if (verdict !== "compose missing" && verdict !== "not running" && verdict !== "not installed") {
    return { cannot: cannotBecause(verdict, seen) };
  }
  if (process.platform !== "linux") return { cannot: cannotBecause("no Docker Desktop", seen) };
  const root = await asRoot();
  if (root === undefined) return { cannot: cannotBecause("no root", seen) };
  const distribution = readDistribution(readFileSync("/etc/os-release", "utf8"));
  const known = enginePackagesFor(distribution, readAptSettings());
  if (known === undefined) return { cannot: cannotBecause("unknown distribution", seen) };
  const joins = root.length > 0 && !(await isInDockerGroup());
  return { commands: commandsFor(known, seen, joins).map((command) => [...root.slice(0, 1), ...command]) };
}

/**
 * @param {EnginePackages} known
 * @param {DockerSeen} seen
 * @param {boolean} joins whether the user joins the group docker
 * @returns {readonly (readonly string[])[]}
 */
export function commandsFor(known, seen, joins) {
  const packages = missingPackages(known, seen);
  const files = packages.length === 0 ? [] : known.aptFiles.map(({ path }) => ["tee", path]);
  const installs = packages.length === 0 ? [] : [finishInstalling(), aptUpdate(), aptInstall(packages)];
  const starts = seen.engine === undefined ? [startCommand()] : [];
  return [...files, ...installs, ...starts, ...(joins ? [joinGroup] : [])];
}

const joinGroup = ["usermod", "-aG", "docker", "$USER"];
