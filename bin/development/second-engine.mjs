import { spawn } from "node:child_process";
import { mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { endProcesses } from "../set-up/end-processes.mjs";
import { processesLeftBehind, thaw } from "./left-behind.mjs";
import { numberIn } from "../set-up/number-in.mjs";
import { processRuns } from "../set-up/process-runs.mjs";
import { $ } from "zx";
import { tailOf } from "../set-up/tail.mjs";
import { waitFor } from "../set-up/wait.mjs";

/**
 * @typedef {{ readonly folder: string, readonly binFolder?: string | undefined, readonly args?: readonly string[] }} Wanted
 * @typedef {{ readonly host: string, readonly pid: number } | { readonly problem: string }} SecondEngine
 */

/**
 * Starts an engine of its own beside any other on this machine, for tests that stop or cut one: all it has lies in
 * `folder`, and it lives in its own network and mount namespaces, so that its bridge, its rules and its mounts
 * meet nobody else's and are gone when it is. Needs root. `binFolder` has the dockerd and containerd to take.
 *
 * @param {Wanted} wanted
 * @returns {Promise<SecondEngine>}
 */
export async function startSecondEngine({ folder, binFolder, args = [] }) {
  const at = placesIn(folder);
  if (at.socket.length > longestSocketPath)
    return { problem: `${at.socket} is too long for a socket's path.` };
  const host = `unix://${at.socket}`;
  const running = pidIn(at.pidFile);
  if (running !== undefined) return { host, pid: running };
  await makeRoom(at);
  const pid = launched(at, binFolder, args);
  const answers = async () =>
    (await engineAnswers(host)) ? "answers" : processRuns(pid) ? undefined : "ended";
  const ending = await waitFor(answers, { withinMs: 30_000, everyMs: 50 });
  if (ending === "answers") return { host, pid };
  if (ending === undefined) await stopSecondEngine(folder);
  return { problem: `the second engine does not start:\n${tailOf(at.log)}` };
}

/**
 * Stops it with its containers, also after it was killed and they were not. Its folder stays: started there again,
 * it has its images and volumes.
 *
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function stopSecondEngine(folder) {
  const at = placesIn(folder);
  const pid = pidIn(at.pidFile);
  if (pid !== undefined) await processEnded(pid);
  await endLeftBehind(at.state);
}

/**
 * Containers of an engine that was killed are in namespaces the next one cannot enter; and dockerd takes a pid file
 * that names a zombie for a running engine, or waits long for such a containerd.
 *
 * @param {ReturnType<typeof placesIn>} at
 */
async function makeRoom(at) {
  await endLeftBehind(at.state);
  rmSync(at.pidFile, { force: true });
  rmSync(at.state, { recursive: true, force: true });
  mkdirSync(at.root, { recursive: true });
  writeFileSync(at.settings, "{}\n");
}

/** @param {string} stateFolder */
async function endLeftBehind(stateFolder) {
  const left = processesLeftBehind(stateFolder);
  thaw(left);
  await endProcesses(left, { root: [], signal: "KILL" });
}

/** @param {number} pid */
async function processEnded(pid) {
  await endProcesses([pid], { root: [], signal: "TERM" });
  const ended = async () => (processRuns(pid) ? undefined : true);
  const hasEnded = await waitFor(ended, { withinMs: 20_000, everyMs: 50 });
  if (hasEnded === undefined) await endProcesses([pid], { root: [], signal: "KILL" });
}

/** A longer one is cut by the kernel's interface without a word. */
const longestSocketPath = 107;

/** @param {string} folder */
function placesIn(folder) {
  const root = resolve(folder);
  const inside = (/** @type {string} */ name) => join(root, name);
  return {
    root,
    socket: inside("docker.sock"),
    settings: inside("daemon.json"),
    pidFile: inside("docker.pid"),
    log: inside("dockerd.log"),
    data: inside("data"),
    state: inside("state"),
  };
}

/**
 * @param {ReturnType<typeof placesIn>} at
 * @param {string | undefined} binFolder
 * @param {readonly string[]} args
 */
function launched(at, binFolder, args) {
  const log = openSync(at.log, "a");
  const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const env = {
    HOME: at.root,
    PATH: binFolder === undefined ? systemPath : `${resolve(binFolder)}:${systemPath}`,
  };
  const namespaces = ["--net", "--mount", "--propagation", "slave"];
  const script = 'ip link set lo up && exec dockerd "$@"';
  const command = [...namespaces, "sh", "-c", script, "sh", ...dockerdArgs(at), ...args];
  const child = spawn("unshare", command, { env, cwd: "/", detached: true, stdio: ["ignore", log, log] });
  child.on("error", () => {});
  child.unref();
  return child.pid ?? 0;
}

/** @param {ReturnType<typeof placesIn>} at */
function dockerdArgs(at) {
  return [
    `--config-file=${at.settings}`,
    `--host=unix://${at.socket}`,
    `--pidfile=${at.pidFile}`,
    `--data-root=${at.data}`,
    `--exec-root=${at.state}`,
    "--shutdown-timeout=2",
  ];
}

/** @param {string} host */
async function engineAnswers(host) {
  const answer = await $({ timeout: "5s", nothrow: true, quiet: true })`docker --host ${host} version`;
  return answer.ok;
}

/** @param {string} file */
function pidIn(file) {
  const pid = numberIn(file);
  return pid !== undefined && processRuns(pid, "dockerd") ? pid : undefined;
}
