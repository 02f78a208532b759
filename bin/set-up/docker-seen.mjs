import { byDockerGroup, isInDockerGroup } from "./docker-group.mjs";
import { ask } from "./run.mjs";

/**
 * What `docker` on this machine answers, as it is: judged elsewhere. `engine` is the version that answers,
 * `daemon` the version installed.
 *
 * @typedef {{
 *   readonly hasClient: boolean,
 *   readonly engine: string | undefined,
 *   readonly compose: string | undefined,
 *   readonly complaint: string,
 *   readonly elsewhere: string | undefined,
 *   readonly daemon: string | undefined,
 * }} DockerSeen
 */

/** @returns {Promise<DockerSeen>} */
export async function lookAtDocker() {
  const seen = await lookBy((command) => command);
  if (!/permission denied/i.test(seen.complaint) || !(await isInDockerGroup())) return seen;
  return lookBy(byDockerGroup);
}

/**
 * @param {(command: readonly string[]) => readonly string[]} by
 * @returns {Promise<DockerSeen>}
 */
async function lookBy(by) {
  const [engine, compose, context, daemon] = await Promise.all([
    ask(by(["docker", "version", "--format", "{{.Server.Version}}"])),
    ask(["docker", "compose", "version", "--short"]),
    ask(["docker", "context", "show"]),
    ask(["dockerd", "--version"], { env: withSystemFolders() }),
  ]);
  return {
    hasClient: engine.code !== 127,
    engine: answered(engine),
    compose: answered(compose),
    complaint: engine.errors.trim(),
    elsewhere: elsewhere(context.output.trim()),
    daemon: /version ([^\s,]+)/.exec(daemon.output)?.[1],
  };
}

/** A user's PATH on Debian lacks the folder that dockerd is in. */
function withSystemFolders() {
  return { ...process.env, PATH: `${process.env["PATH"]}:/usr/local/sbin:/usr/sbin:/sbin` };
}

/** @param {import("./run.mjs").Answer} answer */
function answered({ code, output }) {
  return code === 0 && output.trim() !== "" ? output.trim() : undefined;
}

/**
 * An engine the user chose by name is the user's own affair: setting up another one here would not help.
 *
 * @param {string} context
 */
function elsewhere(context) {
  const host = process.env["DOCKER_HOST"];
  if (host !== undefined && host !== "") return `DOCKER_HOST=${host}`;
  return context === "" || context === "default" ? undefined : `docker context "${context}"`;
}
