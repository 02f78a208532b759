import { isatty } from "node:tty";
import { ask, runAttended } from "./run.mjs";

/**
 * What to put before a command for it to run as root: nothing when one is root, `sudo -n` where that asks
 * no password, or has just been given it on this terminal; undefined where neither holds.
 *
 * @returns {Promise<readonly string[] | undefined>}
 */
export async function asRoot() {
  if (process.getuid?.() === 0) return [];
  if (await asksNothing()) return ["sudo", "-n"];
  // asked for once, for all that follows
  if (!isatty(0) || !isatty(2)) return undefined;
  await runAttended(["sudo", "-v"]);
  return (await asksNothing()) ? ["sudo", "-n"] : undefined;
}

/** @returns {Promise<boolean>} */
async function asksNothing() {
  return (await ask(["sudo", "-n", "true"])).code === 0;
}
