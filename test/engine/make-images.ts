import { ensureBareImage } from "./bare-box.ts";
import { ensureNode, ensurePostgres, ensurePython, ensureRedis } from "./debian-images.ts";
import { ensureBusybox } from "./images.ts";
import { ensureJmeter } from "./jmeter-image.ts";
import { ensurePrograms } from "./program-image.ts";

/** In the order in which they are needed. */
const all = [
  ensureBusybox,
  ensureBareImage,
  ensurePostgres,
  ensureRedis,
  ensurePython,
  ensureNode,
  ensurePrograms,
  ensureJmeter,
];

/**
 * Where everything is tested, all images are made beside the tiers that need no engine. It is not waited for: who needs
 * an image that is not there yet waits for that one, and says itself why it could not be made.
 */
export function setup(): void {
  if (process.env["STACK_TEST_EVERYTHING"] === undefined) return;
  void makeAll();
}

async function makeAll(): Promise<void> {
  for (const ensure of all) await ensure().catch(() => undefined);
}
