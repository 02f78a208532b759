import type { RedisPart } from "../save/backup-manifest.ts";
import { failed } from "../../../world/result.ts";
import { keysScript, replaceScript } from "../stores/redis-script.ts";
import { askStore, pipeStore } from "../stores/store-work.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { untilReady } from "../stores/until-ready.ts";
import type { RestoreAnswer, RestoreTarget } from "./restore-answer.ts";

/** Puts the set in the place of what is there, starts Redis anew with it, and counts the keys. */
export async function restoreRedis(
  work: StoreWork,
  part: RedisPart,
  { containerId, folder }: RestoreTarget,
): Promise<RestoreAnswer> {
  const path = work.world.files.resolve(folder, part.file);
  const replaced = await pipeStore(
    work,
    { containerId, script: replaceScript, args: [String(part.rdbBytes)] },
    { input: { path, decompress: false } },
  );
  if (replaced.kind === "failed") return failed(`redis-cli: ${replaced.error}`);
  const { engine } = work.world;
  const stopped = await engine.stop(containerId, undefined);
  if (stopped.kind === "failed") return failed(`Redis does not stop: ${stopped.error.message}`);
  const started = await engine.start(containerId);
  if (started.kind === "failed") return failed(`Redis does not start: ${started.error.message}`);
  const notReady = await untilReady(work, part, containerId);
  if (notReady !== undefined) return failed(notReady);
  return countKeys(work, part, containerId);
}

async function countKeys(work: StoreWork, part: RedisPart, containerId: string): Promise<RestoreAnswer> {
  const answer = await askStore(work, { containerId, script: keysScript, args: [] });
  if (answer.kind === "failed") return failed(`redis-cli: ${answer.error}`);
  const counts = [...answer.value.stdout.matchAll(/^db\d+:keys=(\d+)/gmu)].map(([, keys]) => Number(keys));
  const found = counts.reduce((sum, keys) => sum + keys, 0);
  // a key with an end may have met it since
  if (found > part.keys || found < part.keys - part.expiring) {
    return failed(`Redis has ${String(found)} keys, the backup ${String(part.keys)}`);
  }
  return { kind: "ok", value: `${String(found)} keys` };
}
