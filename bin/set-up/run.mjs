import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { constants } from "node:os";

/**
 * @typedef {{ readonly code: number, readonly output: string, readonly errors: string }} Answer
 * @typedef {{
 *   readonly input?: string,
 *   readonly timeoutMs?: number,
 *   readonly env?: Readonly<Record<string, string | undefined>>,
 *   readonly cwd?: string,
 * }} AskOptions
 */

/**
 * Runs a command and gives what it answered. Never rejects: 127 means there is no such command,
 * 124 that it took longer than `timeoutMs` (10 s unless told otherwise).
 *
 * @param {readonly string[]} command
 * @param {AskOptions} [options]
 * @returns {Promise<Answer>}
 */
export function ask([file = "", ...args], { input = "", timeoutMs = 10_000, env = process.env, cwd } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env, cwd });
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
    child.stdin.on("error", () => {}).end(input);
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output, errors: error.message });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 124, output, errors });
    });
  });
}

/**
 * Runs a command with its output appended to a log file; gives its exit code.
 *
 * @param {readonly string[]} command
 * @param {string} logFile
 * @param {{ readonly cwd?: string }} [options]
 * @returns {Promise<number>}
 */
export function runLogged(command, logFile, { cwd } = {}) {
  const log = openSync(logFile, "a");
  return exitCodeOf(command, { stdio: ["ignore", log, log], cwd });
}

/**
 * Runs a command on this terminal; gives its exit code. An interrupt reaches the child by way of the terminal, a
 * request to end is passed on; this process stays until the child has ended.
 *
 * @param {readonly string[]} command
 * @param {{ readonly cwd?: string }} [options]
 * @returns {Promise<number>}
 */
export function runAttended(command, { cwd } = {}) {
  return exitCodeOf(command, { stdio: "inherit", cwd });
}

/**
 * @param {readonly string[]} command
 * @param {import("node:child_process").SpawnOptions} options
 * @returns {Promise<number>}
 */
function exitCodeOf([file = "", ...args], options) {
  const child = spawn(file, args, options);
  const stay = () => {};
  const passOn = () => child.kill("SIGTERM");
  process.on("SIGINT", stay).on("SIGTERM", passOn);
  return new Promise((resolve) => {
    child.on("error", () => resolve(127));
    child.on("close", (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  }).finally(() => process.off("SIGINT", stay).off("SIGTERM", passOn));
}
