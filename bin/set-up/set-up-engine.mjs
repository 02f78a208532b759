import { cannotBecause, engineScript } from "./cannot.mjs";
import { lookAtDocker } from "./docker-seen.mjs";
import { installWhatIsMissing } from "./install-what-is-missing.mjs";
import { judgeDocker } from "./judge-docker.mjs";
import { letUserIn } from "./let-user-in.mjs";
import { linkComposePlugin } from "./link-compose-plugin.mjs";
import { asRoot } from "./root.mjs";
import { ask } from "./run.mjs";
import { inSeconds } from "./seconds.mjs";
import { startEngine } from "./start-engine.mjs";

/**
 * @typedef {import("./cannot.mjs").Cannot} Cannot
 * @typedef {(line: string) => void} Say
 */

/**
 * Installs what is missing and starts the engine; gives undefined, or why it cannot. Looks again first: whoever
 * waited for another run finds that one's work done.
 *
 * @param {Say} say
 * @returns {Promise<Cannot | undefined>}
 */
export async function setUpEngine(say) {
  const seen = await lookAtDocker();
  if (judgeDocker(seen) === "works") return composeProven(say);
  const root = await asRoot();
  if (root === undefined) return cannotBecause("no root", seen);
  const cannotInstall = await installWhatIsMissing(seen, { root, say });
  if (cannotInstall !== undefined) return cannotInstall;
  if (seen.engine === undefined) {
    const problem = await started({ root, say });
    if (problem !== undefined) return { reason: problem, next: [`node '${engineScript}'   # to try again`] };
  }
  await letUserIn({ root, say });
  return composeProven(say);
}

const vfsIsSlow =
  "There is no overlay file system here: its storage is vfs, which copies every layer (slow, takes disk).";

/** @param {import("./dockerd-by-hand.mjs").Means} means */
async function started(means) {
  means.say("Starting the engine.");
  const since = performance.now();
  const problem = await startEngine(means);
  if (problem !== undefined) return problem;
  means.say(`It answers after ${inSeconds(performance.now() - since)}.`);
  const storage = await ask([...means.root, "docker", "info", "--format", "{{.Driver}}"]);
  if (storage.output.trim() === "vfs") means.say(vfsIsSlow);
  return undefined;
}

/**
 * @param {Say} say
 * @returns {Promise<Cannot | undefined>}
 */
async function composeProven(say) {
  await linkComposePlugin();
  const seen = await lookAtDocker();
  const verdict = judgeDocker(seen);
  if (verdict === "compose missing") return cannotBecause("still no compose", seen);
  if (verdict === "engine too old") return cannotBecause(verdict, seen);
  say(`Docker Engine ${seen.engine ?? seen.daemon} with Compose ${seen.compose} is ready.`);
  return undefined;
}
