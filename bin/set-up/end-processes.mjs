import { ask } from "./run.mjs";

/**
 * Sends a signal to processes, whichever of them still are. By the shell, because a bare machine has no `kill` program.
 *
 * @param {readonly number[]} pids
 * @param {{ readonly root: readonly string[], readonly signal: "TERM" | "KILL" }} means
 * @returns {Promise<void>}
 */
export async function endProcesses(pids, { root, signal }) {
  if (pids.length > 0) await ask([...root, "sh", "-c", `kill -${signal} ${pids.join(" ")}`]);
}
