import { readFileSync, readdirSync, writeFileSync } from "node:fs";

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

/**
 * Lets paused containers go on. A frozen process does not die of any signal, and the next start of its container finds
 * the group frozen and fails; after a crash of the whole machine there would be no such group.
 *
 * @param {readonly number[]} pids
 */
export function thaw(pids) {
  for (const pid of pids) {
    for (const line of read(`/proc/${pid}/cgroup`).split("\n")) {
      const [, controllers, path] = line.split(":");
      if (controllers === "freezer") write(`/sys/fs/cgroup/freezer${path}/freezer.state`, "THAWED");
      if (controllers === "") write(`/sys/fs/cgroup${path}/cgroup.freeze`, "0");
    }
  }
}

/** Where there is such a file. @param {string} file @param {string} text */
function write(file, text) {
  try {
    writeFileSync(file, text, { flag: "r+" });
  } catch {
    // the group went with its last process, or is nobody's
  }
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
