import { userInfo } from "node:os";
import { ask } from "./run.mjs";

/**
 * Whether this user belongs to the group docker. A session begun before the user joined does not know it yet.
 *
 * @returns {Promise<boolean>}
 */
export async function isInDockerGroup() {
  const groups = await ask(["id", "-nG", userInfo().username]);
  return groups.output.trim().split(" ").includes("docker");
}

/**
 * The command as a session that does not know it yet must run it. Only for members: anyone else is asked a password.
 *
 * @param {readonly string[]} command
 * @returns {readonly string[]}
 */
export function byDockerGroup(command) {
  return ["sg", "docker", "-c", command.map(quoted).join(" ")];
}

/** @param {string} word */
function quoted(word) {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
