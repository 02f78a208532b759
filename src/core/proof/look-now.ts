import type { ContainerDetail } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";
import { staysDead } from "./judge-container.ts";
import { provingOf } from "./proving.ts";
import { reachableAddress } from "./reachable-address.ts";
import { describeProof, tryProof } from "./probes/try-proof.ts";
import type { Watched } from "./watched.ts";

export type Looked =
  | { readonly kind: "ready" | "completed" | "unproven" }
  | { readonly kind: "not-ready"; readonly awaiting: string; readonly output: string }
  | { readonly kind: "failed"; readonly exitCode: number; readonly outOfMemory: boolean }
  | { readonly kind: "stopped" };

/** One look at a container, now: each of its probes is asked once. */
export async function lookNow(
  world: World,
  detail: ContainerDetail,
  watched: Watched,
  signal: AbortSignal,
): Promise<Looked> {
  if (detail.state === "restarting")
    return { kind: "failed", exitCode: detail.exitCode, outOfMemory: detail.outOfMemory };
  if (detail.state !== "running") return whatEnded(detail, watched);
  const target = { world, detail, address: reachableAddress(world, detail), signal };
  let proven = false;
  for (const step of provingOf(detail, watched)) {
    const answer = await tryProof(step, target);
    if (answer.kind === "no")
      return { kind: "not-ready", awaiting: describeProof(step), output: answer.output };
    proven = proven || answer.kind === "yes";
  }
  return { kind: proven ? "ready" : "unproven" };
}

function whatEnded(detail: ContainerDetail, watched: Watched): Looked {
  if (detail.state === "paused")
    return { kind: "not-ready", awaiting: "its resumption: it is paused", output: "" };
  if (detail.state === "created" || detail.startedAt === undefined) return { kind: "stopped" };
  if (detail.outOfMemory) return { kind: "failed", exitCode: detail.exitCode, outOfMemory: true };
  // 137 and 143 are how a stop ends
  const stopped = detail.exitCode === 0 || detail.exitCode === 137 || detail.exitCode === 143;
  if (!stopped) return { kind: "failed", exitCode: detail.exitCode, outOfMemory: false };
  const isDone = detail.exitCode === 0 && watched.endsByItself && staysDead(detail.restartPolicy, 0);
  return { kind: isDone ? "completed" : "stopped" };
}
