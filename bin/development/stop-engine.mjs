import { endProcesses } from "../set-up/end-processes.mjs";
import { forgetEngineStart, recordedEngineStart } from "../set-up/engine-record.mjs";
import { processRuns } from "../set-up/process-runs.mjs";
import { ask } from "../set-up/run.mjs";
import { waitFor } from "../set-up/wait.mjs";

/**
 * Stops the engine if this project started it, and says what it did. Its packages stay installed. Gives whether
 * all is as asked.
 *
 * @param {{ readonly root: readonly string[] | undefined, readonly say: (line: string) => void }} means
 * @returns {Promise<boolean>}
 */
export async function stopEngine({ root, say }) {
  const start = recordedEngineStart();
  if (start === undefined) {
    say("No engine was started from here: nothing to stop.");
    return true;
  }
  if (root === undefined) {
    say('This user may not stop the engine. Next: sudo "$(command -v node)" bin/stop-engine.mjs');
    return false;
  }
  const stopped =
    start.by === "hand" ? await processEnded(start.pid, root) : await serviceStopped(start.by, root);
  if (stopped) await forgetEngineStart(root);
  say(stopped ? "The engine that was started from here is stopped." : "The engine does not stop.");
  return stopped;
}

/**
 * @param {number} pid
 * @param {readonly string[]} root
 */
async function processEnded(pid, root) {
  if (!processRuns(pid, "dockerd")) return true;
  await endProcesses([pid], { root, signal: "TERM" });
  const ended = async () => (processRuns(pid, "dockerd") ? undefined : true);
  return (await waitFor(ended, { withinMs: 30_000, everyMs: 100 })) ?? false;
}

/**
 * The socket's unit goes too: the next call to the engine would start it again.
 *
 * @param {"systemd" | "service"} manager
 * @param {readonly string[]} root
 */
async function serviceStopped(manager, root) {
  const stop = {
    systemd: ["systemctl", "stop", "docker.socket", "docker"],
    service: ["service", "docker", "stop"],
  };
  return (await ask([...root, ...stop[manager]], { timeoutMs: 90_000 })).code === 0;
}
