import type { PlannedService } from "../../plan/plan.ts";
import type { ContainerDetail } from "../../../world/engine/container.ts";
import type { LaunchContext } from "../../events/launch-context.ts";
import { StartQueue } from "./start-queue.ts";
import { startService } from "../start-service.ts";
import type { StartAnswer } from "../start-service.ts";
import { urgencies } from "./urgency.ts";

/** The starts of one launch: what others wait for longest comes first. */
export class Starts {
  readonly #context: LaunchContext;
  readonly #queue: StartQueue;
  readonly #urgencies: ReadonlyMap<string, number>;

  constructor(context: LaunchContext) {
    this.#context = context;
    const services = context.plan.services.map(({ service }) => service);
    this.#urgencies = urgencies(services, context.options.expectedMs);
    const left = context.plan.services.filter(isToBegin).map(({ service }) => this.#urgencyOf(service.name));
    this.#queue = new StartQueue(context.world, context.options.startsAtOnce, left);
  }

  /** What stays as it is waits for no turn. Undefined when the signal aborts before the service's turn has come. */
  async start(
    planned: PlannedService,
    made: readonly ContainerDetail[],
    signal: AbortSignal,
  ): Promise<StartAnswer | undefined> {
    const start = async (): Promise<StartAnswer> => startService(planned, made, this.#context);
    if (!isToBegin(planned)) return start();
    return this.#queue.run(this.#urgencyOf(planned.service.name), start, signal);
  }

  #urgencyOf(service: string): number {
    return this.#urgencies.get(service) ?? 0;
  }
}

/** What runs already never asks for a turn: nobody must be held back for it. */
export function isToBegin({ action }: Pick<PlannedService, "action">): boolean {
  return action.kind !== "keep" && action.kind !== "done";
}
