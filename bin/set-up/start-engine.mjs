import { existsSync, readFileSync } from "node:fs";
import { startDockerdByHand } from "./dockerd-by-hand.mjs";
import { recordEngineStart } from "./engine-record.mjs";
import { numberIn } from "./number-in.mjs";
import { ask } from "./run.mjs";
import { waitFor } from "./wait.mjs";

/**
 * @typedef {import("./dockerd-by-hand.mjs").Means} Means
 * @typedef {import("./engine-record.mjs").EngineStart} EngineStart
 */

/**
 * Starts the installed engine the way this machine starts its services, and notes that we did; gives undefined,
 * or why it could not.
 *
 * @param {Means} means
 * @returns {Promise<string | undefined>}
 */
export async function startEngine(means) {
  const manager = serviceManager();
  if (manager === undefined) return startedByHand(means);
  const [command, ...log] = managed[manager];
  await ask([...means.root, ...command], { timeoutMs: 90_000 });
  const answers = await waitFor(engineAnswers, { withinMs: 30_000, everyMs: 250 });
  if (answers === undefined)
    return `${command.join(" ")} does not bring the engine up.\n${await lastWords(log)}`;
  await recordEngineStart({ by: manager }, means.root);
  return undefined;
}

/** @type {Readonly<Record<"systemd" | "service", readonly [readonly string[], ...string[]]>>} */
const managed = {
  systemd: [["systemctl", "start", "docker"], "journalctl", "-u", "docker", "-n", "15", "--no-pager"],
  service: [["service", "docker", "start"], "tail", "-n", "15", "/var/log/docker.log"],
};

/** What starts it here, for showing. */
export function startCommand() {
  const manager = serviceManager();
  return manager === undefined ? ["dockerd"] : managed[manager][0];
}

/** A container's first process is neither: there, an installed init script starts nothing that can be relied upon. */
function serviceManager() {
  if (existsSync("/run/systemd/system")) return "systemd";
  const first = readFileSync("/proc/1/comm", "utf8").trim();
  return first === "init" && existsSync("/etc/init.d/docker") ? "service" : undefined;
}

/** @param {Means} means */
async function startedByHand(means) {
  const already = await startedByItsPackage();
  const started = already === undefined ? await startDockerdByHand(means) : { pid: already };
  if ("problem" in started) return started.problem;
  await recordEngineStart({ by: "hand", pid: started.pid }, means.root);
  return undefined;
}

/** Where no policy forbids it, installing the package has run its init script. */
async function startedByItsPackage() {
  const pid = numberIn("/run/docker.pid");
  return pid !== undefined && (await engineAnswers()) ? pid : undefined;
}

async function engineAnswers() {
  const { code, errors } = await ask(["docker", "version", "--format", "{{.Server.Version}}"]);
  return code === 0 || /permission denied/i.test(errors) ? true : undefined;
}

/** @param {readonly string[]} command */
async function lastWords(command) {
  const { output, errors } = await ask(command);
  return `${output}${errors}`.trim();
}
