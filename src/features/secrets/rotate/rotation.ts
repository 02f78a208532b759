import type { Tell } from "../../../core/events/event.ts";
import type { Words } from "../../../core/events/launch-context.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import type { Prepared } from "../../../core/plan/prepare.ts";
import type { SecretProblem } from "../../../core/secrets/check/secret-problem.ts";
import type { StoreScripts } from "../../../core/secrets/clients/scripted-store.ts";
import type { ExecWorld, StepAnswer, StoreContainer } from "../../../core/secrets/clients/store-client.ts";
import type { SecretSpecs } from "../../../core/secrets/secret-spec.ts";
import type { SecretChange } from "../../../core/secrets/store/rotation-journal.ts";
import type { SecretPlace } from "../../../core/secrets/store/secret-place.ts";
import type { StoreRecordEntry } from "../../../core/secrets/store/store-record.ts";
import type { ComposeProject } from "../../../world/compose/compose.ts";
import type { World } from "../../../world/world.ts";

export type RotationWorld = Pick<World, "files" | "random" | "certificates" | "clock"> & ExecWorld;

export interface RotationRequest extends SecretPlace {
  readonly specs: SecretSpecs;
  /** Empty: all that can be rotated. */
  readonly names: readonly string[];
  /** The data stores that keep their own copy of a secret, by the secret's name. */
  readonly stores: ReadonlyMap<string, StoreTarget>;
  readonly consumers: Consumers;
  /** The services that run now; no other one is started. */
  readonly running: readonly string[];
  /** Told every old and new value before anything is said of them: they are to be masked. */
  readonly learn: (values: readonly string[]) => void;
  readonly tell: (event: RotationEvent) => void;
  readonly signal: AbortSignal;
}

/** A store that keeps its own copy of a password; in one of kind `other` nobody here can change it. */
export interface StoreTarget {
  readonly kind: "postgres" | "redis" | "scripted" | "other";
  /** Of one of kind `scripted`. */
  readonly scripts?: StoreScripts | undefined;
  readonly service: string;
  /** Undefined while it does not run. Asked each time: a restart can give it another address. */
  readonly locate: () => Promise<StoreContainer | undefined>;
  /** Its volume, where it has data already; undefined for one that never ran. */
  readonly volume: StoreVolume | undefined;
}

export type StoreVolume = Pick<StoreRecordEntry, "volume" | "volumeCreatedAt">;

/** The services that use a secret, as the launcher can stop, start and ask them. Each call may be repeated. */
export interface Consumers {
  /** With whoever lives in the container of one that does: it stops and starts with that one. */
  usersOf(secret: string): readonly string[];
  /** Stops those that run, dependents first; one that does not run is fine. */
  stop(services: readonly string[], signal: AbortSignal): Promise<StepAnswer>;
  /**
   * Makes them take up the new values, dependencies first, and ends when each has proven that it is ready.
   */
  start(services: readonly ConsumerStart[], signal: AbortSignal): Promise<StepAnswer>;
  /** Whether the services that check this secret accept the value; unknown where nothing can be asked. */
  accepts(secret: string, value: string, signal: AbortSignal): Promise<"accepted" | "refused" | "unknown">;
}

export interface ConsumerStart {
  readonly service: string;
  /** A changed file needs a restart, running or not; a changed environment a new container. */
  readonly how: "restart" | "recreate";
}

export type RotationStep = "stop-consumers" | "change-stores" | "write-files" | "start-consumers" | "prove";

/** Names and steps; never a value. */
export type RotationEvent =
  | {
      readonly type: "rotation-begun";
      readonly names: readonly string[];
      readonly resumedFrom: string | undefined;
    }
  | { readonly type: "step-begun"; readonly step: RotationStep }
  | { readonly type: "step-done"; readonly step: RotationStep }
  | { readonly type: "step-failed"; readonly step: RotationStep; readonly reason: string }
  | { readonly type: "undo-begun"; readonly reason: string };

export type RotationAnswer =
  /** The new values work everywhere, and the old ones are refused where that can be asked. */
  | { readonly kind: "rotated"; readonly names: readonly string[]; readonly services: readonly string[] }
  /** Nothing was changed. */
  | { readonly kind: "refused"; readonly problems: readonly SecretProblem[] }
  /** It failed, and the old values work everywhere. */
  | { readonly kind: "undone"; readonly names: readonly string[]; readonly reason: string }
  /** It failed, and so did putting the old values back; running it again goes on. */
  | { readonly kind: "unfinished"; readonly names: readonly string[]; readonly reason: string };

/** From which value to which; undoing goes the other way with the same steps. */
export interface Direction {
  readonly changes: readonly SecretChange[];
  readonly from: "old" | "new";
  readonly to: "old" | "new";
}

/** What the launcher needs to stop, start and ask the services that use a secret. */
export interface RotationContext {
  readonly world: World;
  readonly prepared: Prepared;
  /** What of it is on the engine. */
  readonly own: OwnProject;
  /** As `up` performs it: with the env file, and without values of its own. */
  readonly project: ComposeProject;
  readonly tell: Tell;
  readonly words: Words;
  readonly timeoutMs: number | undefined;
}
