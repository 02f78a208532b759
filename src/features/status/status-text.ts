import { verbOf } from "../backup/restore/restore-journal.ts";
import type { EnvironmentStatus, ServiceStatusRow, UnfinishedRestore } from "./environment-status.ts";
import type { Style } from "../../core/report/text/style.ts";
import { stateMark } from "../../core/report/words/state.ts";
import { portText } from "../../core/report/words/failure.ts";
import { moment } from "../../core/report/words/duration.ts";
import { bytes } from "../../world/bytes.ts";
import { line, span } from "../../core/report/text/span.ts";
import { spaced } from "../../core/report/text/spaced.ts";
import type { Line, Tone } from "../../core/report/text/span.ts";
import { table } from "../../core/report/text/table.ts";
import { clipLine } from "../../core/report/text/width.ts";

export function statusText(environments: readonly EnvironmentStatus[], style: Style): readonly Line[] {
  if (environments.length === 0) return [line("nothing is running here", "dim")];
  return spaced(environments.map((environment) => environmentLines(environment, style))).slice(1);
}

function environmentLines(
  { environment, project, rehearsal, services, unfinishedRestore }: EnvironmentStatus,
  style: Style,
): readonly Line[] {
  const restore = unfinishedRestore === null ? [] : restoreLines(unfinishedRestore, style);
  const title = [
    span(`${environment}${rehearsal ? " (rehearsal)" : ""}`, "bold"),
    span(`  project ${project}`, "dim"),
  ];
  const clipped = clipLine(title, style.width, style.symbols.ellipsis);
  if (services.length === 0) return [clipped, ...restore, line("no containers", "dim")];
  return [
    title,
    ...restore,
    ...table(
      columns,
      services.map((service) => row(service, style)),
      style,
    ),
  ];
}

/** Before everything else: whatever its services say, the data is not to be trusted. */
function restoreLines(unfinished: UnfinishedRestore, { symbols }: Style): readonly Line[] {
  const { since, detail, fix } = unfinished;
  return [
    line(
      `${symbols.warning} ${verbOf(unfinished)} that began on ${moment(since)} has not ended: ${detail}`,
      "warn",
    ),
    line(`  ${fix}`),
  ];
}

const columns = [
  { header: "  service", align: "left" },
  { header: "state", align: "left" },
  { header: "health", align: "left", givesWay: true },
  { header: "url", align: "left" },
  { header: "ports", align: "left", givesWay: true },
  { header: "restarts", align: "right" },
  { header: "memory", align: "right" },
  { header: "gpus", align: "left" },
  { header: "", align: "left" },
] as const;

function row(service: ServiceStatusRow, style: Style): readonly Line[] {
  const { symbol, tone } = mark(service.state, style);
  return [
    [span(`${symbol} `, tone), span(service.name)],
    line(service.state, tone),
    line(service.health ?? "", healthTone(service.health)),
    line(service.url ?? ""),
    line(service.ports.map(portText).join(" "), "dim"),
    line(service.restarts === 0 ? "" : String(service.restarts), "warn"),
    memory(service),
    line(service.gpuUuids.map(shortUuid).join(", ")),
    line(service.detail, "dim"),
  ];
}

function mark(
  state: ServiceStatusRow["state"],
  { symbols }: Style,
): { readonly symbol: string; readonly tone: Tone } {
  if (state === "restarting") return { symbol: symbols.warning, tone: "warn" };
  if (state === "stopped") return { symbol: symbols.waiting, tone: "dim" };
  return stateMark(state, symbols);
}

function healthTone(health: ServiceStatusRow["health"]): Tone {
  if (health === "unhealthy") return "bad";
  return health === "healthy" ? "plain" : "dim";
}

/** Its first part tells the cards of one box apart. */
function shortUuid(uuid: string): string {
  return /^(?:GPU|MIG)-[^-]+/u.exec(uuid)?.[0] ?? uuid;
}

/** The limit is worth its place only when it comes near. */
function memory({ memoryBytes, memoryLimitBytes }: ServiceStatusRow): Line {
  if (memoryBytes === null) return [];
  const isNear = memoryLimitBytes !== null && memoryBytes > 0.8 * memoryLimitBytes;
  return isNear
    ? line(`${bytes(memoryBytes)} of ${bytes(memoryLimitBytes)}`, "warn")
    : line(bytes(memoryBytes));
}
