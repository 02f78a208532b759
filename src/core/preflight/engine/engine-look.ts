import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import { once } from "../once.ts";
import type { Look } from "../once.ts";

export type EngineLook = Look<EngineAnswer<EngineInfo>>;

/** The one question that many checks ask: which engine is it? */
export function engineLook(): EngineLook {
  return once(async (world) => world.engine.ping(4_000));
}

/** Whether what this machine shows (ports, memory, disk, files) is what the engine will meet. */
export function isHere(answer: EngineAnswer<EngineInfo>): boolean {
  return answer.kind === "failed" || (answer.value.local && !isVirtual(answer.value));
}

/** Docker Desktop runs its engine in a virtual machine, with memory and a disk of its own. */
function isVirtual({ operatingSystem }: EngineInfo): boolean {
  return operatingSystem.startsWith("Docker Desktop");
}
