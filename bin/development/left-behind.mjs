import { readFileSync, readdirSync } from "node:fs";

/**
 * The processes that outlive a killed engine: its containerd, the shims, which carry its state folder in their
 * arguments, and the containers, which are the shims' children.
 *
 * @param {string} stateFolder
 * @returns {readonly number[]}
 */
export function processesLeftBehind(stateFolder) {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const servants = pids.filter((pid) => read(`/proc/${pid}/cmdline`).includes(`${stateFolder}/`));
  return [...servants, ...servants.flatMap(childrenOf)].map(Number);
}

/** @param {string} pid */
function childrenOf(pid) {
  const children = read(`/proc/${pid}/task/${pid}/children`);
  return children.split(" ").filter((word) => word !== "");
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
