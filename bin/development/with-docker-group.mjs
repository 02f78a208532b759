import { byDockerGroup, isInDockerGroup } from "../set-up/docker-group.mjs";
import { ask } from "../set-up/run.mjs";

/**
 * The command as it must be run to reach the engine: as it is, or, for a user who has only just joined the group
 * docker, by way of `sg`.
 *
 * @param {readonly string[]} command
 * @returns {Promise<readonly string[]>}
 */
export async function withDockerGroup(command) {
  const { code, errors } = await ask(["docker", "version"]);
  const isRefused = code !== 0 && /permission denied/i.test(errors);
  return isRefused && (await isInDockerGroup()) ? byDockerGroup(command) : command;
}
