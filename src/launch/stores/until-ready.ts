import { lookNow } from "../../service/look-now.ts";
import { bareWatched } from "./bare-watched.ts";
import { pingScript as postgresPing } from "./postgres-script.ts";
import { pingScript as qdrantPing } from "./qdrant-script.ts";
import { pingScript as redisPing } from "./redis-script.ts";
import type { Store } from "./store.ts";
import { askStore } from "./store-work.ts";
import type { StoreWork } from "./store-work.ts";

const readyWithinMs = 300_000;
const betweenLooksMs = 200;

/** Waits until a store answers: by its container's own health check, and to what it will be asked. Why not, if not. */
export async function untilReady(
  work: StoreWork,
  store: Store,
  containerId: string,
): Promise<string | undefined> {
  const { world, signal } = work;
  const began = world.clock.elapsedMs();
  let awaiting = "";
  while (!signal.aborted && world.clock.elapsedMs() - began < readyWithinMs) {
    const looked = await look(work, store, containerId);
    if (looked === "ready") return undefined;
    if ("ended" in looked) return `${store.service} ${looked.ended}`;
    awaiting = looked.awaiting;
    await world.clock.sleep(betweenLooksMs, signal);
  }
  return signal.aborted ? "interrupted" : `${store.service} is not ready: it waits for ${awaiting}`;
}

type Look = "ready" | { readonly awaiting: string } | { readonly ended: string };

async function look(work: StoreWork, { service, kind }: Store, containerId: string): Promise<Look> {
  const detail = await work.world.engine.inspect(containerId);
  if (detail.kind === "failed") return { ended: detail.failure.message };
  const looked = await lookNow(work.world, detail.value, bareWatched(service), work.signal);
  switch (looked.kind) {
    case "failed":
      return { ended: `exited with ${String(looked.exitCode)}` };
    case "not-ready":
      return { awaiting: looked.awaiting };
    case "stopped":
    case "completed":
      return { awaiting: "its start" };
    case "ready":
    case "unproven": {
      const { script, shell } = pings[kind];
      const answer = await askStore(work, { containerId, script, args: [], shell });
      return answer.kind === "ok" ? "ready" : { awaiting: answer.reason };
    }
  }
}

const pings = {
  postgres: { script: postgresPing, shell: "sh" },
  redis: { script: redisPing, shell: "sh" },
  qdrant: { script: qdrantPing, shell: "bash" },
} as const;
