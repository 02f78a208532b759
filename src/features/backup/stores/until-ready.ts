import { observeNow } from "../../../core/proof/observe-now.ts";
import type { ContainerDetail } from "../../../world/engine/container.ts";
import { watchedWithoutFiles } from "./watch-without-files.ts";
import { pingScript as postgresPing } from "./postgres-script.ts";
import { pingScript as qdrantPing } from "./qdrant-script.ts";
import { pingScript as redisPing } from "./redis-script.ts";
import type { Store } from "../../../core/images/is-store.ts";
import { askStore } from "./store-work.ts";
import type { StoreWork } from "./store-work.ts";

const readyWithinMs = 300_000;
const betweenLooksMs = 200;
/** While it is being watched: the engine starts it again at once, then later and later. */
const hopelessRestarts = 3;

/** Waits until a store answers: by its container's own health check, and to what it will be asked. Why not, if not. */
export async function untilReady(
  work: StoreWork,
  store: Store,
  containerId: string,
): Promise<string | undefined> {
  const { world, signal } = work;
  const began = world.clock.elapsedMs();
  let awaiting = "";
  let restartsBefore: number | undefined;
  while (!signal.aborted && world.clock.elapsedMs() - began < readyWithinMs) {
    const detail = await world.engine.inspect(containerId);
    if (detail.kind === "failed") return `${store.service} ${detail.error.message}`;
    restartsBefore ??= detail.value.restartCount;
    if (detail.value.restartCount - restartsBefore >= hopelessRestarts)
      return `${store.service} ends again and again, the last time with ${String(detail.value.exitCode)}`;
    const looked = await observeStore(work, store, detail.value);
    if (looked === "ready") return undefined;
    if ("ended" in looked) return `${store.service} ${looked.ended}`;
    awaiting = looked.awaiting;
    await world.clock.sleep(betweenLooksMs, signal);
  }
  return signal.aborted ? "interrupted" : `${store.service} is not ready: it waits for ${awaiting}`;
}

type StoreProgress = "ready" | { readonly awaiting: string } | { readonly ended: string };

async function observeStore(
  work: StoreWork,
  { service, kind }: Store,
  detail: ContainerDetail,
): Promise<StoreProgress> {
  const looked = await observeNow(work.world, detail, watchedWithoutFiles(service), work.signal);
  switch (looked.kind) {
    case "failed":
      return { ended: `exited with ${String(looked.exitCode)}` };
    case "restarting":
      return { ended: `keeps ending, last with ${String(looked.exitCode)}` };
    case "unhealthy":
      return { awaiting: "its health check" };
    case "not-ready":
      return { awaiting: looked.awaiting };
    case "stopped":
    case "completed":
      return { awaiting: "its start" };
    case "ready":
    case "unproven": {
      const { script, shell } = pings[kind];
      const answer = await askStore(work, { containerId: detail.id, script, args: [], shell });
      return answer.kind === "ok" ? "ready" : { awaiting: answer.error };
    }
  }
}

const pings = {
  postgres: { script: postgresPing, shell: "sh" },
  redis: { script: redisPing, shell: "sh" },
  qdrant: { script: qdrantPing, shell: "bash" },
} as const;
