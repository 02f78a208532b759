/** What is known of a service, in the words of the command line's contract. */
export type ServiceState =
  | "ready"
  | "completed"
  | "unproven"
  /** Optional, and still on its way when all the rest had settled. */
  | "starting"
  | "degraded"
  | "failed"
  | "skipped";

/** Why a service failed. Each kind has its own words and its own next step. */
export type FailureReason =
  | { readonly kind: "exited"; readonly exitCode: number; readonly wasReady?: true }
  | { readonly kind: "out-of-memory"; readonly limitBytes: number | undefined }
  | { readonly kind: "crash-loop"; readonly restarts: number; readonly exitCode: number }
  | { readonly kind: "unhealthy"; readonly checkOutput: string; readonly checkExitCode: number | undefined }
  | { readonly kind: "killed-by-own-check"; readonly restarts: number; readonly neededStartPeriodMs: number }
  | { readonly kind: "not-started"; readonly message: string }
  | { readonly kind: "not-built"; readonly message: string }
  | { readonly kind: "port-taken"; readonly port: number | undefined; readonly message: string }
  | {
      readonly kind: "refused";
      readonly subject: RefusedSubject;
      /** "" where the engine does not name it. */
      readonly name: string;
      readonly message: string;
    }
  | {
      readonly kind: "image-missing";
      readonly image: string;
      readonly message: string;
      /** The command that helps, where the registry's words tell. */
      readonly fix?: string;
    }
  | { readonly kind: "command-not-found"; readonly message: string }
  | { readonly kind: "gpu-refused"; readonly message: string }
  | { readonly kind: "gpu-mismatch"; readonly planned: readonly string[]; readonly seen: readonly string[] }
  | { readonly kind: "disappeared" }
  | { readonly kind: "engine-lost"; readonly message: string }
  | TimeoutReason;

/** What an engine's refusal is about, where its words tell. */
export type RefusedSubject =
  | "address"
  | "runtime"
  | "log-driver"
  | "device"
  | "network"
  | "network-changed"
  | "subnet"
  | "container-name"
  | "mount"
  | "disk"
  | "connection";

/** `progressing`: its log, download or memory still moved when the time was up; `stuck`: nothing did. */
export interface TimeoutReason {
  readonly kind: "timed-out";
  readonly afterMs: number;
  readonly progress: "progressing" | "stuck";
  readonly phase: string | undefined;
  readonly awaiting: string;
  /** What that last answered; empty where it said nothing. */
  readonly lastAnswer: string;
  /** It was the whole run's time that was up (`--timeout`), not the service's own. */
  readonly ofRun?: true;
}
