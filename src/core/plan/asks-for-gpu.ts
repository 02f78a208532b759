import type { Service } from "../environment/model.ts";

/** Whether the engine would be asked for a card, and refuse the service without one. */
export function asksForGpu({ gpus, replicas }: Service): boolean {
  return gpus.length > 0 && replicas > 0;
}
