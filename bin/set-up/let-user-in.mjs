import { userInfo } from "node:os";
import { isInDockerGroup } from "./docker-group.mjs";
import { ask } from "./run.mjs";

/**
 * The socket belongs to root and the group docker: whoever had the engine set up by way of sudo joins that group.
 *
 * @param {import("./dockerd-by-hand.mjs").Means} means
 */
export async function letUserIn({ root, say }) {
  if (root.length === 0 || (await isInDockerGroup())) return;
  const { username } = userInfo();
  say(`Adding ${username} to the group docker, which may use the engine (and so, in effect, act as root).`);
  await ask([...root, "usermod", "-aG", "docker", username]);
}
