import type { Problem } from "../../core/environment/problem.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import type { Finding } from "../../core/preflight/check.ts";
import type { EngineLook } from "../../core/preflight/engine/engine-look.ts";
import type { GpuReport } from "../../core/preflight/gpu/gpu-report.ts";

/** What was found of one subject: an environment, or no more than the cards of this machine. */
export interface Examined {
  readonly kind: "examined";
  readonly environment: string | null;
  /** Undefined without an environment, or where its model could not be had. */
  readonly prepared: Prepared | undefined;
  readonly gpu: GpuReport;
  readonly findings: readonly Finding[];
}

export type SubjectAnswer = Examined | { readonly kind: "problems"; readonly problems: readonly Problem[] };

export interface Subject {
  readonly lookAtEngine: EngineLook;
  readonly signal: AbortSignal;
}
