import { readFileSync } from "node:fs";

/**
 * The last lines of a log, for showing next to a failure. A log that is not there has none.
 *
 * @param {string} file
 * @param {number} [lines]
 * @returns {string}
 */
export function tailOf(file, lines = 15) {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}
