import { chmodSync, renameSync, rmSync } from "node:fs";

/**
 * Puts `made`, a temporary folder that only its maker may read, in the place of `folder`, of which no reader ever
 * sees a part. Two at a time are possible: a build started by a test beside one by hand.
 *
 * @param {string} folder
 * @param {string} made
 */
export function replaceFolder(folder, made) {
  const old = `${made}-old`;
  chmodSync(made, 0o755);
  for (let tries = 0; tries < 10; tries += 1) {
    try {
      moveAway(folder, old);
      renameSync(made, folder);
      break;
    } catch (error) {
      if (!isTaken(error) || tries === 9) throw error;
    }
  }
  rmSync(old, { recursive: true, force: true });
}

/**
 * @param {string} folder
 * @param {string} old
 */
function moveAway(folder, old) {
  rmSync(old, { recursive: true, force: true });
  try {
    renameSync(folder, old);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** @param {unknown} error */
function isMissing(error) {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** @param {unknown} error */
function isTaken(error) {
  return error instanceof Error && "code" in error && (error.code === "ENOTEMPTY" || error.code === "EEXIST");
}
