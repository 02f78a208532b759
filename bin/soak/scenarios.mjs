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
  return [...faultsOfAStart(moments), ...cutCommands(moments), ...surroundings(moments), ...others(moments)];
}

/**
 * @param {number} moments
 * @returns {(name: string, file: string, test?: string) => Scenario}
 */
function faultAt(moments) {
  return (name, file, test) => ({
    name,
    project: "engine*",
    file: `test/engine/faults/${file}.test.ts`,
    ...(test === undefined ? {} : { test }),
    moments,
  });
}

/** @param {number} moments @returns {readonly Scenario[]} */
function faultsOfAStart(moments) {
  const fault = faultAt(moments);
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
    fault("twenty ups at once", "twenty"),
    fault("stdout closed early", "closed-output"),
    fault(`a start of ${Math.max(20, moments * 4)} services`, "many-services"),
  ];
}

/** Of fifty moments twenty, and ten where each has an engine that starts anew, and stores. @param {number} moments @returns {readonly Scenario[]} */
function cutCommands(moments) {
  const fault = faultAt(Math.ceil((moments * 2) / 5));
  const slow = faultAt(Math.ceil(moments / 5));
  return [
    fault("kill -9 of a restore, then the same again", "cut-restore"),
    fault("kill -9 of down, then up", "cut-down"),
    fault("kill -9 of a rehearsal, then the same again", "cut-rehearsal"),
    slow("the engine killed during rotate", "engine-killed", "rotate"),
    slow("the engine killed during backup", "engine-killed", "backup"),
    slow("the engine killed during restore", "engine-killed", "restore"),
    slow("the engine killed during reset", "engine-killed", "reset"),
  ];
}

/** @param {number} moments @returns {readonly Scenario[]} */
function surroundings(moments) {
  const fault = faultAt(moments);
  return [
    fault("odd locales, Nodes, clocks and folders", "odd-surroundings"),
    fault("forged and odd backups", "hostile-backup"),
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
