import type { CommandContext } from "../../command/command.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { decideGpu } from "../../core/preflight/gpu/gpu-decision.ts";
import { observeGpus } from "../../core/preflight/gpu/gpu-query.ts";
import type { Gpu, GpuLink, GpuReport, GpuTrouble } from "../../core/preflight/gpu/gpu-report.ts";
import { printDocument } from "../../core/report/show.ts";
import type { Style } from "../../core/report/text/style.ts";
import { markSpan } from "../../core/report/text/mark.ts";
import { labelled } from "../../core/report/text/labelled.ts";
import { line, span } from "../../core/report/text/span.ts";
import { spaced } from "../../core/report/text/spaced.ts";
import type { Line } from "../../core/report/text/span.ts";
import { table } from "../../core/report/text/table.ts";
import { wrapIndented } from "../../core/report/text/wrap.ts";
import { bytes } from "../../world/bytes.ts";

/** The JSON of `stack gpu`. */
interface GpuDocument extends GpuReport {
  readonly schema: 1;
  readonly command: "gpu";
}

/** Shows the GPUs, how they are linked, and which layer that selects. */
export async function gpu({ world, flags }: CommandContext): Promise<Outcome> {
  const seen = await observeGpus(world, world.terminal.interrupted);
  const report = decideGpu({ ...seen, choice: flags.gpu, need: "optional" });
  const document: GpuDocument = { schema: 1, command: "gpu", ...report };
  printDocument(document, { world, json: flags.json, noColor: !flags.color }, (style) =>
    gpuText(report, style),
  );
  return { kind: "done" };
}

/** `stack gpu`: what GPUs there are, how they are linked, and what follows. */
export function gpuText(report: GpuReport, style: Style): readonly Line[] {
  return spaced([
    gpuTable(report, style),
    report.links.flatMap((link) => linkLine(link, style)),
    (report.troubles ?? []).flatMap((trouble) => troubleLine(trouble, style)),
    gpuVerdict(report, style),
  ]).slice(1);
}

/** The decision and its reason, or what stands in its way. */
export function gpuVerdict({ layer, reason, selected, error }: GpuReport, style: Style): readonly Line[] {
  if (error !== null) {
    return [
      ...wrapIndented(error.message, style.width, [
        span("gpu          ", "dim"),
        markSpan("failed", style.symbols),
        span(" "),
      ]),
      ...wrapIndented(error.fix, style.width, [
        span("             "),
        markSpan("next", style.symbols),
        span(" "),
      ]),
    ];
  }
  const which = selected.length === 0 ? "" : ` on ${selected.join(" and ")}`;
  return labelled("gpu", `${layer ?? "none usable"}${which}: ${reason}`, style);
}

function gpuTable({ gpus, selected }: GpuReport, style: Style): readonly Line[] {
  if (gpus.length === 0) return [];
  const columns = [
    { header: "gpu", align: "right" },
    { header: "name", align: "left" },
    { header: "memory", align: "right", givesWay: true },
    { header: "free", align: "right" },
    { header: "driver", align: "left", givesWay: true },
    { header: "", align: "left" },
  ] as const;
  return table(
    columns,
    gpus.map((gpu) => gpuRow(gpu, selected.includes(gpu.index))),
    style,
  );
}

function gpuRow(gpu: Gpu, isSelected: boolean): readonly Line[] {
  return [
    line(String(gpu.index)),
    line(gpu.name),
    line(mebibytes(gpu.memoryTotalMiB)),
    line(mebibytes(gpu.memoryFreeMiB)),
    line(gpu.driverVersion, "dim"),
    line(
      [isSelected ? "selected" : "", gpu.mig ? "split by MIG" : "", gpu.fault ?? ""]
        .filter((part) => part !== "")
        .join(", "),
      "good",
    ),
  ];
}

/** A card that shares the host's memory says nothing of its own. */
function mebibytes(count: number): string {
  return count === 0 ? "" : bytes(count * 1_048_576);
}

/** What nvidia-smi says of a card that it cannot show as it shows the others. */
function troubleLine({ gpu, busId, said }: GpuTrouble, style: Style): readonly Line[] {
  return labelled(gpu === undefined ? (busId ?? "a card") : `gpu ${gpu}`, said, style);
}

function linkLine({ a, b, type, nvlink }: GpuLink, style: Style): readonly Line[] {
  return labelled(
    `${a} ${style.symbols.line} ${b}`,
    nvlink ? `NVLink (${type})` : `${type}, without NVLink`,
    style,
  );
}
