import { minimumCompose, minimumEngine } from "./minimums.mjs";
import { isAtLeast } from "./versions.mjs";

/**
 * @typedef {| "works" | "engine too old" | "compose missing" | "not permitted" | "chosen engine is silent"
 *   | "not running" | "not installed"} Verdict
 */

/**
 * What has to be done about what was seen. "compose missing" includes one too old: the engine works and stays.
 *
 * @param {import("./docker-seen.mjs").DockerSeen} seen
 * @returns {Verdict}
 */
export function judgeDocker(seen) {
  if (seen.engine !== undefined) return judgeAnswering(seen.engine, seen.compose);
  if (/permission denied/i.test(seen.complaint)) return "not permitted";
  if (seen.elsewhere !== undefined) return "chosen engine is silent";
  if (seen.daemon === undefined) return "not installed";
  return isAtLeast(seen.daemon, minimumEngine) ? "not running" : "engine too old";
}

/**
 * @param {string} engine
 * @param {string | undefined} compose
 * @returns {Verdict}
 */
function judgeAnswering(engine, compose) {
  if (!isAtLeast(engine, minimumEngine)) return "engine too old";
  return compose !== undefined && isAtLeast(compose, minimumCompose) ? "works" : "compose missing";
}
