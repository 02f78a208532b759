import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder with package.json: the scripts may be called from anywhere. */
export const projectFolder = fileURLToPath(new URL("../../", import.meta.url));

/**
 * A path inside the project.
 *
 * @param {readonly string[]} parts
 */
export function inProject(...parts) {
  return join(projectFolder, ...parts);
}
