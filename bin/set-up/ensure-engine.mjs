import { cannotBecause } from "./cannot.mjs";
import { lookAtDocker } from "./docker-seen.mjs";
import { judgeDocker } from "./judge-docker.mjs";
import { letUserIn } from "./let-user-in.mjs";
import { oneAtATime } from "./one-at-a-time.mjs";
import { asRoot } from "./root.mjs";
import { setUpEngine } from "./set-up-engine.mjs";

/**
 * Makes sure that an engine new enough answers, with Compose. One that answers is never touched. Gives undefined,
 * or why it cannot.
 *
 * @param {(line: string) => void} say
 * @param {{ readonly letsIn: boolean }} wish
 * @returns {Promise<import("./cannot.mjs").Cannot | undefined>}
 */
export async function ensureEngine(say, { letsIn } = { letsIn: false }) {
  const seen = await lookAtDocker();
  const verdict = judgeDocker(seen);
  if (verdict === "works") {
    say(`Docker Engine ${seen.engine} with Compose ${seen.compose} answers: left as it is.`);
    return undefined;
  }
  if (verdict === "not permitted" && letsIn) {
    const root = await asRoot();
    if (root === undefined) return cannotBecause(verdict, seen);
    await letUserIn({ root, say });
    return undefined;
  }
  if (verdict !== "compose missing" && verdict !== "not running" && verdict !== "not installed") {
    return cannotBecause(verdict, seen);
  }
  if (process.platform !== "linux") return cannotBecause("no Docker Desktop", seen);
  return oneAtATime("engine", {
    work: () => setUpEngine(say),
    onWaiting: () => say("Another run is setting the engine up: waiting for it."),
  });
}
