import { existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";
import { inProject, projectFolder } from "../development/project.mjs";
import { inSeconds } from "../set-up/seconds.mjs";
import { testCountsIn } from "../development/test-counts.mjs";

/**
 * Runs one scenario's tests, all they say into a log, and gives its line.
 *
 * @param {import("./scenarios.mjs").Scenario} scenario
 * @param {{ readonly seed: number, readonly moments: number, readonly folder: string }} soak
 * @returns {Promise<{ readonly well: boolean, readonly line: string }>}
 */
export async function runScenario({ name, project, file, test, moments }, { seed, folder }) {
  const at = (/** @type {string} */ ending) => join(folder, `${name.replaceAll(/\W+/g, "-")}.${ending}`);
  const since = performance.now();
  const words = ["run", "--project", project, file, "--testTimeout", "900000"];
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${at("json")}`];
  const code = await runIntoLog(
    [...words, ...report, ...(test === undefined ? [] : ["-t", test])],
    at("log"),
    {
      STACK_TEST_SEED: String(seed),
      STACK_FAULT_MOMENTS: String(moments),
      STACK_SOAK_RECORD: at("records"),
      // built once, before all
      STACK_TEST_BUILT: "yes",
    },
  );
  const counts = (existsSync(at("json")) && testCountsIn(readFileSync(at("json"), "utf8"))) || "no report";
  const took = inSeconds(performance.now() - since);
  const seen = exitCodes(existsSync(at("records")) ? readFileSync(at("records"), "utf8") : "");
  const ending = code === 0 ? "" : ` (see ${at("log")})`;
  const line = `${code === 0 ? "ok    " : "FAILED"} ${name}: ${moments} moments; tests: ${withoutSkipped(counts)}${seen}; ${took}${ending}`;
  return { well: code === 0, line };
}

/** The other tests of the file were not asked for. @param {string} counts */
function withoutSkipped(counts) {
  return counts.replace(/, \d+ skipped$/, "");
}

/** How often the command that something happened to ended how. @param {string} records */
function exitCodes(records) {
  const lines = records.split("\n").filter((line) => line !== "");
  const codes = lines.map((line) => String(JSON.parse(line).exitCode));
  const counted = [...new Set(codes)].toSorted().map((code) => {
    const times = codes.filter((each) => each === code).length;
    return `${times} × ${code === "null" ? "killed" : code}`;
  });
  return counted.length === 0 ? "" : `; exit codes of what was cut: ${counted.join(", ")}`;
}

/**
 * @param {readonly string[]} words
 * @param {string} logFile
 * @param {Readonly<Record<string, string>>} variables
 * @returns {Promise<number>}
 */
async function runIntoLog(words, logFile, variables) {
  const log = openSync(logFile, "a");
  const vitest = inProject("node_modules", "vitest", "vitest.mjs");
  const logged = $({
    cwd: projectFolder,
    env: { ...process.env, ...variables },
    stdio: ["ignore", log, log],
    // Ctrl-C on the terminal is meant for it, too
    detached: false,
    nothrow: true,
    quiet: true,
  });
  const { exitCode } = await logged`${process.execPath} ${vitest} ${words}`;
  return exitCode ?? 1;
}
