import { fileURLToPath } from "node:url";
import { minimumCompose, minimumEngine } from "./minimums.mjs";

/**
 * Why no engine can be had, and what to type next.
 *
 * @typedef {{ readonly reason: string, readonly next: readonly string[] }} Cannot
 * @typedef {import("./docker-seen.mjs").DockerSeen} DockerSeen
 * @typedef {"engine too old" | "not permitted" | "chosen engine is silent" | "no Docker Desktop"
 *   | "no root" | "unknown distribution" | "still no compose"} Obstacle
 */

/**
 * @param {Obstacle} obstacle
 * @param {DockerSeen} seen
 * @returns {Cannot}
 */
export function cannotBecause(obstacle, seen) {
  return { reason: reasons[obstacle](seen), next: nextSteps[obstacle] };
}

/**
 * @param {Cannot} cannot
 * @returns {string}
 */
export function tellCannot({ reason, next }) {
  return [reason, "Next:", ...next.map((command) => `  ${command}`)].join("\n");
}

const wanted = `stack needs Engine ${minimumEngine} or newer with Compose ${minimumCompose} or newer`;

/** @type {Readonly<Record<Obstacle, (seen: DockerSeen) => string>>} */
const reasons = {
  "engine too old": ({ engine, daemon }) =>
    `Docker Engine ${engine ?? daemon} is installed here; ${wanted}. It is yours, so it is not touched.`,
  "not permitted": () => "A Docker Engine runs here, but this user may not talk to it.",
  "chosen engine is silent": ({ elsewhere, complaint }) =>
    `The engine chosen by ${elsewhere} does not answer: ${complaint}`,
  "no Docker Desktop": () =>
    `No Docker Engine with Compose answers; ${wanted}, and on this system Docker Desktop brings both.`,
  "no root": (seen) => `${lacking(seen)}, and this user is neither root nor may use sudo without a password.`,
  "unknown distribution": (seen) =>
    `${lacking(seen)}, and stack knows no packages for this system; ${wanted}.`,
  "still no compose": ({ compose }) =>
    `The engine answers, but \`docker compose version\` says ${compose ?? "nothing"}; ${wanted}.`,
};

/** Wherever this package is installed: who reads the advice stands in a folder of their own. */
export const engineScript = fileURLToPath(new URL("../ensure-engine.mjs", import.meta.url));

const installGuide = "https://docs.docker.com/engine/install/";

/** @type {Readonly<Record<Obstacle, readonly string[]>>} */
const nextSteps = {
  "engine too old": [`upgrade it: ${installGuide}`],
  "not permitted": ["sudo usermod -aG docker $USER", "newgrp docker   # or log in again"],
  "chosen engine is silent": [
    "unset DOCKER_HOST; docker context use default   # for an engine on this machine",
  ],
  "no Docker Desktop": ["install and start it: https://docs.docker.com/desktop/"],
  "no root": [
    `sudo "$(command -v node)" '${engineScript}'`,
    "sudo usermod -aG docker $USER && newgrp docker",
  ],
  "unknown distribution": [`install it: ${installGuide}`],
  "still no compose": [
    "docker info --format '{{json .ClientInfo.Plugins}}'   # where the client looks",
    "install it: https://docs.docker.com/compose/install/linux/",
  ],
};

/** @param {DockerSeen} seen */
function lacking({ engine, daemon }) {
  if (engine !== undefined) return `Docker Engine ${engine} answers, but has no usable Compose`;
  return daemon === undefined
    ? "No Docker Engine is installed"
    : `Docker Engine ${daemon} is installed, but not running`;
}
