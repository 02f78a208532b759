import { readFileSync } from "node:fs";

/**
 * The number a file holds, as pid files do; undefined where there is no such file or no number in it.
 *
 * @param {string} file
 * @returns {number | undefined}
 */
export function numberIn(file) {
  try {
    const number = Number.parseInt(readFileSync(file, "utf8"), 10);
    return Number.isNaN(number) ? undefined : number;
  } catch {
    return undefined;
  }
}
