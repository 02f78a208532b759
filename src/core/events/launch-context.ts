import type { Event, Step, Tell } from "./event.ts";
import type { Plan } from "../plan/plan.ts";
import type { SecretStore } from "../plan/find-stores.ts";
import type { FailureReason } from "../proof/state.ts";
import type { Clock } from "../../world/clock.ts";
import type { LockHolder } from "../../world/locks/locks.ts";
import type { World } from "../../world/world.ts";

/** What every part of a launch is given. */
export interface LaunchContext {
  readonly world: World;
  readonly plan: Plan;
  readonly tell: Tell;
  readonly options: LaunchOptions;
  readonly words: Words;
  /** The plan anew, when images were built or pulled over those that run; undefined when it cannot be made. */
  readonly redecide: () => Promise<Plan | undefined>;
  /** Aborts on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Wording belongs to the report; what is told as text is worded through this. */
export interface Words {
  /** What happened, and the next command to type. `silent`: its log is empty. */
  readonly failure: (
    reason: FailureReason,
    service: string,
    silent?: boolean,
  ) => { readonly what: string; readonly fix: string };
  readonly skipped: (because: string) => string;
  /** Containers of services that no file names any more. */
  readonly orphans: (containers: readonly string[]) => string;
  /** Of services that the engine was told to stop by somebody before. */
  readonly stillStops: (services: readonly string[]) => string;
  /** Of a health check that cannot fail. */
  readonly vacuousCheck: (check: string) => string;
  /** Of one that runs, and opens none of the ports that its image or `expose` declares. */
  readonly opensNoPort: (ports: readonly number[]) => string;
  /** Of secrets that somebody else is changing. */
  readonly waitsForSecrets: (holder: LockHolder | undefined) => string;
  /** Of a store that was made with another secret than the files have. */
  readonly storeRefuses: (store: SecretStore) => string;
  /** Of a service that was being started when the run was interrupted; `awaited` may be empty. */
  readonly stillStarting: (awaited: string) => string;
  /** Of an optional one that may still come. */
  readonly notWaitedFor: (awaited: string) => string;
}

export interface LaunchOptions {
  readonly pull: "missing" | "always" | "never";
  readonly build: boolean;
  /** False: everything is started as dependencies allow, and not waited for. */
  readonly wait: boolean;
  readonly strict: boolean;
  /** Of the whole run; undefined: each service's own time alone counts. */
  readonly timeoutMs: number | undefined;
  /** Of services that nothing more urgent waits for; more than the engine's processors only get in each other's way. */
  readonly startsAtOnce: number;
  /** How long each service took to be proven the last time on this host, in milliseconds. */
  readonly expectedMs: Readonly<Record<string, number>>;
  /** The services that an earlier start saw complete by themselves. */
  readonly seenToComplete: ReadonlySet<string>;
}

/** Stamps what happens with the time and hands it on. */
export function tellerFor(clock: Clock, handle: (event: Event) => void): Tell {
  return (happening) => handle({ at: clock.now().toISOString(), ...happening });
}

/** Does one step, telling when it begins and how long it took. */
export async function timeStep<T>(
  step: Step,
  context: LaunchContext,
  work: (context: LaunchContext) => Promise<T>,
): Promise<T> {
  const began = context.world.clock.elapsedMs();
  context.tell({ type: "step-started", step });
  const value = await work(context);
  context.tell({
    type: "step-finished",
    step,
    durationMs: Math.round(context.world.clock.elapsedMs() - began),
  });
  return value;
}
