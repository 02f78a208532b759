import type { Finding } from "../preflight/check.ts";
import type { GpuReport } from "../preflight/gpu-report.ts";
import { findingsText } from "./findings.ts";
import { gpuVerdict } from "./gpu-text.ts";
import type { Look } from "./look.ts";
import { markSpan, type Mark } from "./mark.ts";
import { duration } from "./phrases/duration.ts";
import { findingCounts } from "./phrases/step.ts";
import { spaced } from "./spaced.ts";
import { span, type Line } from "./span.ts";

/** The JSON of `stack doctor`. */
export interface DoctorDocument {
  readonly schema: 1;
  readonly command: "doctor";
  readonly environment: string | null;
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly gpu: GpuReport;
  readonly durationMs: number;
}

/** To be read in five seconds: what blocks, what to know, the GPU, and one line of counts. */
export function doctorText(report: DoctorDocument, look: Look, verbose: boolean): readonly Line[] {
  const found = findingsText(report.findings, look, verbose);
  return spaced([found, gpuVerdict(report.gpu, look), [total(report, look)]]).slice(1);
}

function total({ findings, ok, durationMs }: DoctorDocument, look: Look): Line {
  const hasWarning = findings.some(({ status }) => status === "warn");
  const mark: Mark = ok ? (hasWarning ? "warning" : "done") : "failed";
  return [
    markSpan(mark, look.symbols),
    span(` ${findingCounts({ findings })}`, "bold"),
    span(`  ${duration(durationMs)}`, "dim"),
  ];
}
