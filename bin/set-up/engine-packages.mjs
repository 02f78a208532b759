import { readAptSources } from "./apt-sources.mjs";
import { minimumCompose } from "./minimums.mjs";
import { newerDebianFiles } from "./newer-debian.mjs";
import { isAtLeast } from "./versions.mjs";

/**
 * What a distribution offers: all packages that make an engine, the one among them that alone brings the Compose
 * plugin, and apt files to write first.
 *
 * @typedef {{
 *   readonly packages: readonly string[],
 *   readonly compose: string,
 *   readonly aptFiles: readonly import("./newer-debian.mjs").AptFile[],
 * }} EnginePackages
 */

/**
 * The distribution's own packages where they are new enough; undefined where stack knows none.
 *
 * @param {import("./distribution.mjs").Distribution} distribution
 * @param {ReadonlyMap<string, string>} aptSources texts of apt's sources files by path
 * @returns {EnginePackages | undefined}
 */
export function enginePackagesFor({ family, codename }, aptSources) {
  if (family === "other" || tooOld.has(codename)) return undefined;
  if (family === "ubuntu") return { ...packagesWith("docker-compose-v2"), aptFiles: [] };
  const archives = [...aptSources].flatMap(([path, text]) => readAptSources(path, text));
  const aptFiles = codename === "bookworm" ? newerDebianFiles(archives) : [];
  return { ...packagesWith("docker-compose", "docker-cli"), aptFiles };
}

/**
 * Which of them this machine lacks. Beside an installed engine with its client it is at most Compose.
 *
 * @param {EnginePackages} offered
 * @param {Pick<import("./docker-seen.mjs").DockerSeen, "hasClient" | "daemon" | "engine" | "compose">} seen
 * @returns {readonly string[]}
 */
export function missingPackages({ packages, compose }, seen) {
  const hasEngine = seen.engine !== undefined || seen.daemon !== undefined;
  if (!hasEngine || !seen.hasClient) return packages;
  return seen.compose !== undefined && isAtLeast(seen.compose, minimumCompose) ? [] : [compose];
}

/** Their C library is older than what any packaged Engine 25 needs. */
const tooOld = new Set(["stretch", "buster", "bullseye", "bionic", "focal"]);

/**
 * iptables, and on Debian the client, are only recommended by docker.io, and recommendations are not followed.
 *
 * @param {string} compose
 * @param {readonly string[]} more
 */
function packagesWith(compose, ...more) {
  return { compose, packages: ["docker.io", ...more, compose, "docker-buildx", "iptables"] };
}
