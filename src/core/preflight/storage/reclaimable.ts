import type { DiskUsage, EngineAnswer } from "../../../world/engine/engine.ts";
import type { World } from "../../../world/world.ts";
import { pass, warn } from "../finding.ts";
import { bytes } from "../../../world/bytes.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import type { EngineObserver } from "../engine/observe-engine.ts";
import { hostUsage } from "../host/host-usage.ts";
import type { Usage } from "../host/host-usage.ts";

const worthAHint = { share: 0.3, bytes: 1024 ** 3 };

/** Does Docker keep much that nothing uses? Only ever a hint. */
export function reclaimableCheck(observeEngine: EngineObserver): Check {
  return check({
    name: "reclaimable",
    observe: async (world, signal) => {
      const engine = await observeEngine(world, signal);
      return engine.kind === "failed" ? engine : observeReclaimable(world, signal);
    },
    judge: judgeReclaimable,
  });
}

/** Images and build cache: volumes hold data, and measuring them takes long. */
export async function observeReclaimable(
  world: World,
  signal: AbortSignal,
): Promise<EngineAnswer<DiskUsage>> {
  return world.engine.diskUsage(["images", "build-cache"], signal);
}

function judgeReclaimable(answer: EngineAnswer<DiskUsage>): readonly Finding[] {
  // why no engine answers is another check's to say
  if (answer.kind === "failed") return [];
  const { totalBytes, reclaimableBytes } = kept(answer.value);
  const data = { totalBytes, reclaimableBytes };
  const title = `${bytes(reclaimableBytes)} of the ${bytes(totalBytes)} that images and build cache take are of no use to any container`;
  if (!isWorthAHint(data)) return [pass("disk.reclaimable", title, data)];
  const fix = "see what of it is this stack's: stack clean; all of it: docker system df";
  return [warn("disk.reclaimable", { title, detail: "nothing has to be done about it", fix, data })];
}

/** What `up` says in passing; undefined where there is nothing to say. */
export function reclaimableHint(answer: EngineAnswer<DiskUsage>): string | undefined {
  const [finding] = judgeReclaimable(answer);
  return finding?.status === "warn" ? `${finding.title}; ${finding.fix}` : undefined;
}

function kept(usage: DiskUsage): Usage {
  const { images, buildCache } = hostUsage(usage);
  return {
    totalBytes: images.totalBytes + buildCache.totalBytes,
    reclaimableBytes: images.reclaimableBytes + buildCache.reclaimableBytes,
  };
}

function isWorthAHint({ totalBytes, reclaimableBytes }: Usage): boolean {
  return reclaimableBytes >= worthAHint.bytes && reclaimableBytes > worthAHint.share * totalBytes;
}
