import { readFileSync } from "node:fs";

/**
 * Whether a process exists and is more than a zombie, from /proc: a bare machine has no `ps`.
 *
 * @param {number} pid
 * @param {string} [name] what it must be called, in case the number has been given to another since
 * @returns {boolean}
 */
export function processRuns(pid, name) {
  try {
    const [, actualName, state] = /^\d+ \((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return state !== "Z" && (name === undefined || actualName === name);
  } catch {
    return false;
  }
}
