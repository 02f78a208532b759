import type { StandInFault } from "../stand-in/performance.ts";
import type { LoadedModel } from "../../../core/environment/load-model.ts";

/** What this host is asked to do without: its fix is to know it. */
export interface Dropped {
  readonly service: string | undefined;
  readonly what: string;
  readonly why: string;
}

export interface NotJudged {
  readonly service: string;
  readonly image: string;
}

export interface Rehearsal {
  /** A Compose file, whole: its `$` are doubled, its paths absolute. */
  readonly yaml: string;
  /** What Compose would read from it, with what the layers' `x-stack` says of each service. */
  readonly loaded: LoadedModel;
  readonly dropped: readonly Dropped[];
  /** Services whose image is unknown: they answer, and their health check is not tried. */
  readonly notJudged: readonly NotJudged[];
}

/** How long a service's stand-in loads, and what it does then. */
export interface StandInRequest {
  readonly service: string;
  readonly loadMs: number;
  readonly fault: StandInFault | undefined;
}

export interface RehearsalOptions {
  readonly project: string;
  readonly images: { readonly withShell: string; readonly withoutShell: string };
  /** The machine of the engine; `local`: its files are the ones seen from here. */
  readonly engine: { readonly cpus: number; readonly memoryBytes: number; readonly local: boolean };
  /** Where the environment's own files are: what lies below is mounted even where the system's files are not. */
  readonly directory: string;
  /** What stands at each of `bindSources`. */
  readonly sources: ReadonlyMap<string, "file" | "directory" | "other" | "absent">;
  readonly requests: readonly StandInRequest[];
}
