/**
 * @typedef {{
 *   readonly name: string,
 *   readonly project: "engine*" | "unit",
 *   readonly file: string,
 *   readonly test?: string,
 *   readonly moments: number,
 * }} Scenario
 */

/**
 * What a soak tries; a row each: a test file, of it the tests whose name has `test`, and at how many moments.
 *
 * @param {number} moments
 * @returns {readonly Scenario[]}
 */
export function scenarios(moments) {
  return [...faults(moments), ...others(moments)];
}

/** @param {number} moments @returns {readonly Scenario[]} */
function faults(moments) {
  /** @param {string} name @param {string} file @param {string} [test] @returns {Scenario} */
  const fault = (name, file, test) => ({
    name,
    project: "engine*",
    file: `test/engine/faults/${file}.test.ts`,
    ...(test === undefined ? {} : { test }),
    moments,
  });
  /** Twenty where others have fifty: each takes its time. @type {typeof fault} */
  const slowFault = (...row) => ({ ...fault(...row), moments: Math.ceil((moments * 2) / 5) });
  return [
    fault("kill -9 of the launcher, then up", "cut-short", "by kill -9"),
    fault("SIGINT: 130, soon, lock released", "cut-short", "by SIGINT"),
    fault("SIGTERM: 143, soon, lock released", "cut-short", "by SIGTERM"),
    fault("the engine restarted during up", "engine-restart"),
    fault("the engine's socket closing", "connection", "the socket closing"),
    fault("the stream of events cut", "connection", "a stream of events"),
    fault("containers killed", "containers", "killed at"),
    fault("containers crashed and started again", "containers", "crashed at"),
    fault("containers paused", "containers", "paused at"),
    fault("containers out of memory", "containers", "out of memory at"),
    fault("ports taken between check and bind", "stolen-port"),
    fault("the clock jumping", "clock"),
    fault("a full disk during state writes", "full-disk"),
    slowFault("kill -9 of a restore, then the same again", "cut-restore"),
    slowFault("kill -9 of down, then up", "cut-down"),
    fault("twenty ups at once", "twenty"),
    fault("stdout closed early", "closed-output"),
    fault(`a start of ${Math.max(20, moments * 4)} services`, "many-services"),
  ];
}

/** @param {number} moments @returns {readonly Scenario[]} */
function others(moments) {
  return [
    {
      name: "the journal's writer killed",
      project: "unit",
      file: "test/core/journal/run-journal.test.ts",
      moments,
    },
    {
      name: "kill -9 of a first run, then again",
      project: "engine*",
      file: "test/engine/first-run.test.ts",
      test: "killed after",
      // each on a machine of its own, from nothing
      moments: Math.ceil(moments / 5),
    },
    {
      name: "kill -9 of an adoption, then again",
      project: "engine*",
      file: "test/engine/adoption.test.ts",
      test: "killed after",
      moments: Math.ceil(moments / 5),
    },
  ];
}
