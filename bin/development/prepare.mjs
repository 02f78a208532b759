import { bundle } from "./bundle.mjs";
import { tellCannot } from "../set-up/cannot.mjs";
import { dependenciesAreInstalled, installDependencies } from "./dependencies.mjs";
import { ensureEngine } from "../set-up/ensure-engine.mjs";
import { inSeconds } from "../set-up/seconds.mjs";
import { minimumNode } from "../set-up/minimums.mjs";
import { isAtLeast } from "../set-up/versions.mjs";

/**
 * How a step ended: with which exit code, and what to say about it (empty where it has spoken itself).
 *
 * @typedef {{ readonly code: number, readonly told: string }} StepEnding
 */

/**
 * Brings a fresh clone on a bare machine to where the launcher runs: Node, dependencies, build, engine. Says what
 * each step does and how long it took; stops at the first that fails. Exit code: 0, 1, or 3 where no engine can be had.
 *
 * @returns {Promise<number>}
 */
export async function prepare() {
  for (const [title, step] of steps) {
    console.log(`== ${title}`);
    const since = performance.now();
    const { code, told } = await step();
    if (code !== 0) console.error(told);
    if (code !== 0) return code;
    const took = inSeconds(performance.now() - since);
    console.log(told === "" ? `   ${took}` : `   ${told} (${took})`);
  }
  return 0;
}

/** @type {readonly (readonly [string, () => Promise<StepEnding>])[]} */
const steps = [
  [`Node: ${minimumNode} or newer`, nodeChecked],
  ["Dependencies: npm ci, unless they are installed", dependenciesInstalled],
  ["Build: src/ into dist/", built],
  ["Docker Engine: one that answers, or the distribution's own", engineEnsured],
];

async function nodeChecked() {
  const version = process.versions.node;
  if (isAtLeast(version, minimumNode)) return { code: 0, told: version };
  return {
    code: 1,
    told: `Node ${version} runs this; stack needs ${minimumNode} or newer. Next: https://nodejs.org/en/download`,
  };
}

async function dependenciesInstalled() {
  if (dependenciesAreInstalled()) return { code: 0, told: "installed already" };
  const problem = await installDependencies();
  return problem === undefined ? { code: 0, told: "installed" } : { code: 1, told: problem };
}

async function built() {
  const { built, line } = await bundle();
  return { code: built ? 0 : 1, told: line };
}

async function engineEnsured() {
  const cannot = await ensureEngine((line) => console.log(`   ${line}`));
  return cannot === undefined ? { code: 0, told: "" } : { code: 3, told: tellCannot(cannot) };
}
