import { readFileSync } from "node:fs";
import { ask } from "./run.mjs";

/** Gone after a reboot, like the engine it tells of; only root can write there, so only root's word stops an engine. */
const file = "/run/stack-engine.json";

/**
 * How the engine was started, and for one started by hand its process.
 *
 * @typedef {{ readonly by: "systemd" | "service" } | { readonly by: "hand", readonly pid: number }} EngineStart
 */

/**
 * Notes that this project started the engine, so that only then stop-engine stops it.
 *
 * @param {EngineStart} start
 * @param {readonly string[]} root
 */
export async function recordEngineStart(start, root) {
  await ask([...root, "tee", file], { input: `${JSON.stringify(start)}\n` });
}

/** @param {readonly string[]} root */
export async function forgetEngineStart(root) {
  await ask([...root, "rm", "-f", file]);
}

/** @returns {EngineStart | undefined} */
export function recordedEngineStart() {
  try {
    const { by, pid } = JSON.parse(readFileSync(file, "utf8"));
    if (by === "systemd" || by === "service") return { by };
    return by === "hand" && Number.isInteger(pid) ? { by, pid } : undefined;
  } catch {
    return undefined;
  }
}
