import { ask } from "./run.mjs";

/**
 * The command as it must be run to reach the engine: as it is, or, for a user who has only just joined the group
 * docker and whose session does not know it yet, by way of `sg`.
 *
 * @param {readonly string[]} command
 * @returns {Promise<readonly string[]>}
 */
export async function withDockerGroup(command) {
  const direct = await ask(["docker", "version"]);
  if (direct.code === 0 || !/permission denied/i.test(direct.errors)) return command;
  const byGroup = await ask(["sg", "docker", "-c", "docker version"]);
  return byGroup.code === 0 ? ["sg", "docker", "-c", command.map(quoted).join(" ")] : command;
}

/** @param {string} word */
function quoted(word) {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
