import { aptInstall, aptUpdate, candidateIn, finishInstalling } from "./apt-commands.mjs";
import { minimumCompose, minimumEngine } from "./minimums.mjs";
import { ask, runLogged } from "./run.mjs";
import { tailOf } from "./tail.mjs";
import { isAtLeast } from "./versions.mjs";
import { pause } from "./wait.mjs";

/**
 * @typedef {import("./engine-packages.mjs").EnginePackages} EnginePackages
 * @typedef {{ readonly root: readonly string[], readonly logFile: string }} AptMeans
 */

/**
 * Installs the engine's packages; gives undefined, or why it could not. What was written for apt is taken back then.
 *
 * @param {EnginePackages} wanted
 * @param {AptMeans} means
 * @returns {Promise<string | undefined>}
 */
export async function installEngine({ packages, compose, aptFiles }, means) {
  for (const { path, text } of aptFiles) await writeAsRoot(path, text, means.root);
  await withRetries([...means.root, ...finishInstalling()], means.logFile);
  // One unreachable third-party archive fails the whole update; only the candidates tell whether that matters.
  await withRetries([...means.root, ...aptUpdate()], means.logFile);
  const problem = (await unmetCandidates(compose)) ?? (await installed(packages, means));
  if (problem === undefined) return undefined;
  await ask([...means.root, "rm", "-f", ...aptFiles.map(({ path }) => path)]);
  return `${problem}\n${tailOf(means.logFile)}\n(all of it: ${means.logFile})`;
}

/**
 * @param {string} path
 * @param {string} text
 * @param {readonly string[]} root
 */
async function writeAsRoot(path, text, root) {
  await ask([...root, "tee", path], { input: text });
  await ask([...root, "chmod", "0644", path]);
}

/** @param {string} compose */
async function unmetCandidates(compose) {
  const wanted = [
    { name: "docker.io", minimum: minimumEngine },
    { name: compose, minimum: minimumCompose },
  ];
  for (const { name, minimum } of wanted) {
    const candidate = candidateIn((await ask(["apt-cache", "policy", name])).output);
    if (candidate === undefined) return `apt offers no ${name}, wanted ${minimum} or newer.`;
    if (!isAtLeast(candidate, minimum)) return `apt offers ${name} ${candidate}, wanted ${minimum} or newer.`;
  }
  return undefined;
}

/**
 * @param {readonly string[]} packages
 * @param {AptMeans} means
 */
async function installed(packages, { root, logFile }) {
  const code = await withRetries([...root, ...aptInstall(packages)], logFile);
  return code === 0 ? undefined : `apt-get install ended with exit code ${code}:`;
}

/**
 * Three tries, for mirrors and networks that hiccup.
 *
 * @param {readonly string[]} command
 * @param {string} logFile
 */
async function withRetries(command, logFile) {
  const pausesMs = [2_000, 6_000];
  let code = await runLogged(command, logFile);
  for (const pauseMs of pausesMs) {
    if (code === 0) return code;
    await pause(pauseMs);
    code = await runLogged(command, logFile);
  }
  return code;
}
