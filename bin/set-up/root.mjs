import { ask } from "./run.mjs";

/**
 * What to put before a command for it to run as root: nothing when one is root, `sudo -n` where that asks
 * no password, undefined where neither holds.
 *
 * @returns {Promise<readonly string[] | undefined>}
 */
export async function asRoot() {
  if (process.getuid?.() === 0) return [];
  const sudo = await ask(["sudo", "-n", "true"]);
  return sudo.code === 0 ? ["sudo", "-n"] : undefined;
}
