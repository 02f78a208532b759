import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** What is tested is what is shipped: the bundle, built anew from the sources at hand, once for all tiers of a run. */
export async function setup(): Promise<void> {
  if (process.env["STACK_TEST_BUILT"] !== undefined) return;
  process.env["STACK_TEST_BUILT"] = "yes";
  await promisify(execFile)(process.execPath, [join(root, "bin", "build.mjs")], { cwd: root });
}
