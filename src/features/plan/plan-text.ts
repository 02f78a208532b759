import type { PlanDocument, SecretRow, ServiceRow } from "./plan-document.ts";
import { gpuVerdict } from "../gpu/command.ts";
import { labelled } from "../../core/report/text/labelled.ts";
import { line, span } from "../../core/report/text/span.ts";
import { spaced } from "../../core/report/text/spaced.ts";
import type { Line } from "../../core/report/text/span.ts";
import type { Style } from "../../core/report/text/style.ts";
import { bytes } from "../../world/bytes.ts";
import { portText } from "../../core/report/words/failure.ts";
import { listing } from "../../core/report/words/lists.ts";
import { table } from "../../core/report/text/table.ts";
import { clipLine } from "../../core/report/text/width.ts";

/** What `up` would do, for a person. */
export function planText(plan: PlanDocument, style: Style): readonly Line[] {
  const title = [span(plan.environment, "bold"), span(`  project ${plan.project}`, "dim")];
  return [
    clipLine(title, style.width, style.symbols.ellipsis),
    ...spaced([inputs(plan, style), ...(plan.services.length === 0 ? [] : [serviceTable(plan, style)])]),
  ];
}

function inputs(plan: PlanDocument, style: Style): readonly Line[] {
  return [
    ...plan.layers.flatMap((layer, index) => labelled(index === 0 ? "layers" : "", layer, style)),
    ...labelled("env file", plan.envFile, style),
    ...labelled("secrets", secrets(plan.secrets), style),
    ...labelled("memory", memory(plan.memory), style),
    ...gpuVerdict(plan.gpu, style),
  ];
}

function secrets(rows: readonly SecretRow[]): string {
  const missing = rows.filter(({ state }) => state === "to-generate").map(({ name }) => name);
  const present = `${rows.length - missing.length} present`;
  if (rows.length === 0) return "none wanted";
  return missing.length === 0 ? present : `${present}, ${missing.length} to generate: ${listing(missing, 4)}`;
}

function memory({ required, available }: PlanDocument["memory"]): string {
  return `${required > 0 ? `${bytes(required)} wanted` : "nothing wanted"}, ${bytes(available)} available`;
}

/** By wave, since that is the order in which things happen. */
function serviceTable(plan: PlanDocument, style: Style): readonly Line[] {
  const columns = [
    { header: "wave", align: "right" },
    { header: "service", align: "left" },
    { header: "to do", align: "left" },
    { header: "ports", align: "left", givesWay: true },
    { header: "memory", align: "right", givesWay: true },
    { header: "gpus", align: "left" },
    { header: "after", align: "left" },
    { header: "image", align: "left", givesWay: true },
  ] as const;
  const rows = plan.services.toSorted((a, b) => a.wave - b.wave);
  return table(columns, rows.map(row), style);
}

function row(service: ServiceRow): readonly Line[] {
  const replicas = service.replicas === 1 ? "" : ` x${service.replicas}`;
  const optional = service.optional ? " (optional)" : "";
  return [
    line(String(service.wave), "dim"),
    [span(service.name), span(`${replicas}${optional}`, "dim")],
    line(service.action, service.action === "recreate" ? "warn" : "plain"),
    line(service.ports.map(portText).join(" ")),
    line(service.memoryLimit === null ? "" : bytes(service.memoryLimit)),
    line(service.gpus.join(", ")),
    line(service.dependsOn.join(", "), "dim"),
    line(service.image, "dim"),
  ];
}
