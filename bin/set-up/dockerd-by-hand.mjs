import { nextAttempt, plainAttempt } from "./dockerd-attempt.mjs";
import { endProcesses } from "./end-processes.mjs";
import { numberIn } from "./number-in.mjs";
import { processRuns } from "./process-runs.mjs";
import { ask } from "./run.mjs";
import { tailOf } from "./tail.mjs";
import { waitFor } from "./wait.mjs";

/**
 * @typedef {import("./dockerd-attempt.mjs").DockerdAttempt} DockerdAttempt
 * @typedef {{ readonly pid: number } | { readonly problem: string }} Started
 * @typedef {{ readonly root: readonly string[], readonly say: (line: string) => void }} Means
 */

const logFile = "/var/log/dockerd.log";

/**
 * Starts dockerd where no service manager does: in a session of its own, so that it outlives this process and
 * its terminal. Tries again with less when the kernel lacks something, and says so.
 *
 * @param {Means} means
 * @returns {Promise<Started>}
 */
export async function startDockerdByHand(means) {
  /** @type {DockerdAttempt | undefined} */
  let attempt = plainAttempt;
  let log = "";
  while (attempt !== undefined) {
    if (attempt.because !== undefined) means.say(attempt.because);
    const pid = await tryOnce(attempt, means.root);
    if (pid !== undefined) return { pid };
    log = tailOf(logFile, 40);
    attempt = nextAttempt(attempt, log);
  }
  return { problem: `dockerd does not start. Its last words (${logFile}):\n${log || "(none)"}` };
}

/**
 * @param {DockerdAttempt} attempt
 * @param {readonly string[]} root
 */
async function tryOnce(attempt, root) {
  await forgetEndedDockerd(root);
  const launched = await ask([...root, "sh", "-c", launchScript(attempt)], { env: bareEnvironment() });
  const pid = Number(launched.output.trim());
  if (launched.code !== 0 || pid === 0) return undefined;
  const ending = await waitFor(() => endingOf(pid), { withinMs: 60_000, everyMs: 100 });
  if (ending === "answers") return pid;
  if (ending === undefined) await endProcesses([pid], { root, signal: "TERM" });
  return undefined;
}

/**
 * dockerd takes a pid file that names a zombie for a running engine, and a container's first process may reap none.
 *
 * @param {readonly string[]} root
 */
async function forgetEndedDockerd(root) {
  const pid = numberIn("/run/docker.pid");
  if (pid !== undefined && !processRuns(pid, "dockerd")) await ask([...root, "rm", "-f", "/run/docker.pid"]);
}

/** The engine outlives whoever starts it: of that one's environment it gets only the proxies. */
function bareEnvironment() {
  const proxies = Object.entries(process.env).filter(([name]) => /^(https?|no)_proxy$/i.test(name));
  return { ...Object.fromEntries(proxies), PATH: path, HOME: "/root" };
}

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The log starts afresh, because the next attempt is chosen by it.
 *
 * @param {DockerdAttempt} attempt
 */
function launchScript({ args, legacyIptables }) {
  return [
    ...(legacyIptables ? legacyTools.map(linkLegacy) : []),
    `cd / && umask 022 && export PATH=${legacyIptables ? `${legacyFolder}:${path}` : path}`,
    `setsid dockerd ${args.join(" ")} </dev/null >${logFile} 2>&1 & echo $!`,
  ].join("\n");
}

const legacyTools = ["iptables", "ip6tables", "iptables-save", "iptables-restore"];
const legacyFolder = "/run/stack-iptables-legacy";

/** @param {string} tool */
function linkLegacy(tool) {
  const legacyName = tool.replace("tables", "tables-legacy");
  return `mkdir -p ${legacyFolder} && ln -sf /usr/sbin/${legacyName} ${legacyFolder}/${tool}`;
}

/**
 * @param {number} pid
 * @returns {Promise<"answers" | "ended" | undefined>}
 */
async function endingOf(pid) {
  const answer = await ask(["docker", "version", "--format", "{{.Server.Version}}"], { timeoutMs: 5_000 });
  if (answer.code === 0 || /permission denied/i.test(answer.errors)) return "answers";
  return processRuns(pid) ? undefined : "ended";
}
