import type { ImageRow } from "./ask-engine.ts";
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

interface PlanStyle extends Style {
  /** Whether the registries were asked. */
  readonly knowsSizes?: boolean;
}

/** What `up` would do, for a person. */
export function planText(plan: PlanDocument, style: PlanStyle): readonly Line[] {
  const title = [span(plan.environment, "bold"), span(`  project ${plan.project}`, "dim")];
  return [
    clipLine(title, style.width, style.symbols.ellipsis),
    ...spaced([
      inputs(plan, style),
      plan.services.length === 0 ? [] : serviceTable(plan, style),
      changes(plan, style),
    ]),
  ];
}

function inputs(plan: PlanDocument, style: Style): readonly Line[] {
  return [
    ...plan.layers.flatMap((layer, index) => labelled(index === 0 ? "layers" : "", layer, style)),
    ...labelled("env file", plan.envFile, style),
    ...labelled("secrets", secrets(plan.secrets), style),
    ...labelled("memory", memory(plan.memory), style),
    ...gpuVerdict(plan.gpu, style),
    ...(plan.engine.asked ? [] : labelled("engine", notAsked(plan.engine.reason), style)),
  ];
}

function notAsked(reason: string | null): string {
  return `not asked, so everything is said to be created: ${reason ?? ""}`;
}

/** Why what is recreated is, what has to be brought before, and what stays though no file names it. */
function changes(plan: PlanDocument, style: PlanStyle): readonly Line[] {
  const recreated = plan.services.flatMap(({ name, why, changed }) =>
    why === null ? [] : [`${name}: ${why}${changed.length === 0 ? "" : ` (${listing(changed, 8)})`}`],
  );
  const orphans = plan.orphans.length === 0 ? [] : [`${listing(plan.orphans)}: no file names the service`];
  const groups = [
    ["recreate", recreated],
    ["pull", pulls(imagesOf(plan, "pull"), style)],
    ["build", imagesOf(plan, "build").map(({ image }) => image)],
    ["missing", imagesOf(plan, "missing").map(({ image }) => `${image}, and it must not be pulled`)],
    ["left alone", orphans],
  ] as const;
  return groups.flatMap(([label, texts]) =>
    texts.flatMap((text, index) => labelled(index === 0 ? label : "", text, style)),
  );
}

function imagesOf({ images }: PlanDocument, action: ImageRow["action"]): readonly ImageRow[] {
  return images.filter((row) => row.action === action);
}

function pulls(images: readonly ImageRow[], { knowsSizes }: PlanStyle): readonly string[] {
  if (knowsSizes !== true) {
    const hint = images.length === 0 ? [] : ["(-v asks the registries for their sizes)"];
    return [...images.map(({ image }) => image), ...hint];
  }
  return images.map(
    ({ image, sizeBytes }) => `${image}, ${sizeBytes === null ? "size not known" : bytes(sizeBytes)}`,
  );
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
