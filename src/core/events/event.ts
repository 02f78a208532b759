import type { Finding } from "../preflight/check.ts";
import type { FailureReason, ServiceState } from "../proof/state.ts";

/**
 * What happens while a plan is performed, told as it happens. The field `type` and the times become the JSON stream
 * as they are; a renderer is anything that takes these one by one.
 */
export type Event = { readonly at: string } & Happening;

/** An event without its time: the launcher's clock stamps it. */
export type Happening =
  | {
      /** The run begins. */
      readonly type: "run-started";
      readonly environment: string;
      readonly project: string;
      readonly rehearsal: boolean;
    }
  | {
      /** A step of the run begins. */
      readonly type: "step-started";
      readonly step: Step;
    }
  | {
      /** A step is over. */
      readonly type: "step-finished";
      readonly step: Step;
      readonly durationMs: number;
    }
  | {
      /** A check found something worth telling; the id is one of `stack doctor`'s. */
      readonly type: "finding";
      readonly finding: Finding;
    }
  | {
      /** A remark for people. */
      readonly type: "notice";
      readonly text: string;
    }
  | {
      /** Secrets that had no value have one now. Names only. */
      readonly type: "secrets-completed";
      readonly generated: readonly string[];
      readonly envFile: string;
    }
  | {
      /** What is going to be done to each service, and which wait for which. */
      readonly type: "plan-made";
      readonly services: readonly PlannedRow[];
      readonly waves: readonly (readonly string[])[];
    }
  | {
      /** Bytes of an image that is being pulled. */
      readonly type: "image-progress";
      readonly image: string;
      readonly phase: string;
      readonly currentBytes: number;
      readonly totalBytes: number;
    }
  | {
      /** A pull failed in a way that may pass, and is tried again. */
      readonly type: "image-retry";
      readonly image: string;
      readonly attempt: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  | {
      /** An image is here. */
      readonly type: "image-pulled";
      readonly image: string;
      readonly durationMs: number;
    }
  | {
      /** An image could not be had. */
      readonly type: "image-failed";
      readonly image: string;
      readonly reason: string;
      readonly fix: string;
    }
  | {
      /** Bytes of a model that is being fetched. */
      readonly type: "model-progress";
      readonly model: string;
      /** The service it is fetched for. */
      readonly usedBy: string;
      readonly currentBytes: number;
      /** Where the hub has told it. */
      readonly totalBytes?: number;
      readonly bytesPerSecond?: number;
      readonly etaMs?: number;
      readonly elapsedMs: number;
    }
  | {
      /** A model is here. */
      readonly type: "model-fetched";
      readonly model: string;
      readonly usedBy: string;
      readonly totalBytes?: number;
      readonly durationMs: number;
    }
  | {
      /** A model could not be fetched. */
      readonly type: "model-failed";
      readonly model: string;
      readonly usedBy: string;
      readonly reason: string;
      readonly fix: string;
    }
  | {
      /** A container was made that had not been there. */
      readonly type: "service-created";
      readonly service: string;
    }
  | {
      /** A container was made anew. */
      readonly type: "service-recreated";
      readonly service: string;
      readonly why: string;
    }
  | {
      /** It cannot start before those named. */
      readonly type: "service-waiting";
      readonly service: string;
      readonly for: readonly string[];
    }
  | {
      /** One of its containers runs. */
      readonly type: "service-started";
      readonly service: string;
      readonly replica: number;
    }
  | {
      /** It runs already and is as the files say. */
      readonly type: "service-kept";
      readonly service: string;
    }
  | {
      /** What the launcher is waiting to see, in words: "its health check", "port 8000". */
      readonly type: "service-awaiting";
      readonly service: string;
      readonly what: string;
    }
  | {
      /** What its log says it is doing while it starts. */
      readonly type: "service-phase";
      readonly service: string;
      readonly phase: string;
      readonly etaMs?: number;
    }
  | {
      /** Its container ended, and the engine started it again. */
      readonly type: "service-restarted";
      readonly service: string;
      readonly exitCode: number;
      readonly restarts: number;
    }
  | {
      /** The service's own probe answered: dependents may start. The final verdict follows its stability window. */
      readonly type: "service-proven";
      readonly service: string;
      readonly readyMs: number;
      readonly proof: string;
    }
  | {
      /** The verdict on it. */
      readonly type: "service-settled";
      readonly service: string;
      readonly state: ServiceState;
      readonly readyMs: number | undefined;
      readonly restarts: number;
      readonly reason: FailureReason | undefined;
      /** Plain words for `reason`, or why it was skipped. */
      readonly detail: string;
      /** The service this one was skipped for. */
      readonly because?: string;
      /** A one-shot that had done its work in an earlier run, and was left alone. */
      readonly doneBefore?: true;
    }
  | {
      /** The last lines of the log of a service that failed, secrets masked. */
      readonly type: "log-tail";
      readonly service: string;
      readonly lines: readonly string[];
    }
  | Result;

export type Step = "preflight" | "secrets" | "images" | "models" | "create" | "start" | "prove";

export interface PlannedRow {
  readonly name: string;
  readonly display: string;
  readonly replicas: number;
  readonly optional: boolean;
  readonly action: "create" | "recreate" | "start" | "keep";
}

/** The last event: what came of the run. */
export interface Result {
  /** The last line: what came of the run. */
  readonly type: "result";
  readonly ok: boolean;
  readonly exitCode: number;
  readonly services: readonly ServiceResult[];
  readonly criticalPath: readonly string[];
  readonly totalMs: number;
  /** What the launcher itself added to the critical path. */
  readonly lostMs: number;
  readonly criticalMs: number;
  readonly message: string;
  readonly fix: string;
  readonly environment: string;
  readonly project: string;
  readonly rehearsal: boolean;
  /** Where the secrets are, for people. */
  readonly secretsAt: readonly string[];
  /** Warnings and ignored failures worth repeating at the end. */
  readonly warnings: readonly string[];
  readonly dropped: readonly string[];
  /** Of an environment that tests another one: which. */
  readonly against?: TestedEnvironment;
  /** What the tests came to; absent where they did not run. */
  readonly tests?: TestReport;
}

export interface TestedEnvironment {
  readonly environment: string;
  readonly project: string;
  readonly rehearsal: boolean;
  /** It was started for this run, and taken down after it. */
  readonly temporary: boolean;
}

export interface ServiceResult {
  readonly name: string;
  readonly display: string;
  readonly state: ServiceState;
  readonly readyMs: number | null;
  readonly restarts: number;
  readonly url: string | null;
  readonly reason: string | null;
  /** The next command for a person who wants to know more; empty when there is nothing to do. */
  readonly fix: string;
  readonly logTail: readonly string[];
  /** Services that were skipped because of this one. */
  readonly blocks: readonly string[];
}

export type Tell = (happening: Happening) => void;

/** What a test run came to, read from the files it left. */
export interface TestReport {
  /** Tests, and thresholds that were kept; `failed` likewise. */
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The first of what failed, with its reason: tests, and thresholds that were passed. */
  readonly failures: readonly TestFailure[];
  readonly load?: LoadFigures;
  /** Where the files are, and the report for people where one was made. */
  readonly results: string;
  readonly report: string | null;
}

export interface TestFailure {
  readonly name: string;
  readonly reason: string;
}

/** Of a load test; times in milliseconds. */
export interface LoadFigures extends RouteFigures {
  readonly routes: readonly (RouteFigures & { readonly route: string })[];
}

export interface RouteFigures {
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}
