import type { Finding } from "../../core/preflight/check.ts";
import type { GpuReport } from "../../core/preflight/gpu/gpu-report.ts";
import { findingsText } from "../../core/report/findings.ts";
import { gpuVerdict } from "../gpu/command.ts";
import { labelled } from "../../core/report/text/labelled.ts";
import { spaced } from "../../core/report/text/spaced.ts";
import { span } from "../../core/report/text/span.ts";
import type { Line } from "../../core/report/text/span.ts";
import type { Style } from "../../core/report/text/style.ts";
import { markSpan, type Mark } from "../../core/report/text/mark.ts";
import { duration } from "../../core/report/words/duration.ts";
import { findingCounts } from "../../core/report/words/step.ts";

/** The JSON of `stack doctor`. */
export interface DoctorDocument {
  readonly schema: 1;
  readonly command: "doctor";
  readonly environment: string | null;
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly gpu: GpuReport;
  readonly durationMs: number;
  /** With `--fix`: what became of each fix. */
  readonly fixes?: readonly FixRecord[];
  /** With `--report`: where it is. */
  readonly report?: string;
}

export interface FixRecord {
  readonly id: string;
  /** The id of what was found. */
  readonly finding: string;
  readonly title: string;
  readonly state: "applied" | "declined" | "failed";
  readonly undo: string;
  /** Of one that failed: why, and what to type instead. */
  readonly reason: string;
  readonly next: string;
}

/** To be read in five seconds: what blocks, what to know, the GPU, and one line of counts. */
export function doctorText(report: DoctorDocument, style: Style, verbose: boolean): readonly Line[] {
  const found = findingsText(report.findings, style, verbose);
  // what keeps a GPU from being used has been found already
  const gpu = report.gpu.error === null ? gpuVerdict(report.gpu, style) : [];
  return spaced([found, gpu, [total(report, style)], where(report, style)]).slice(1);
}

function where({ report }: DoctorDocument, style: Style): readonly Line[] {
  return report === undefined ? [] : labelled("report", `${report}; read it before you give it away`, style);
}

function total({ findings, ok, durationMs }: DoctorDocument, style: Style): Line {
  const hasWarning = findings.some(({ status }) => status === "warn");
  const mark: Mark = ok ? (hasWarning ? "warning" : "done") : "failed";
  return [
    markSpan(mark, style.symbols),
    span(` ${findingCounts({ findings })}`, "bold"),
    span(`  ${duration(durationMs)}`, "dim"),
  ];
}
