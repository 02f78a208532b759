import type { Place } from "../defect.ts";
import { asKey, placeOf } from "./place-of.ts";
import { portSides } from "./published-variables.ts";
import type { Lay, LintSubject } from "./subject.ts";
import { isWritten, listAt, textAt } from "./written.ts";

/** Where a service's port was written: its own line of the list, if it has one. */
export function portPlace(subject: LintSubject, lay: Lay, service: string, container: number): Place {
  for (const layer of lay.layers.toReversed()) {
    const ports = listAt(layer.services[service], ["ports"]);
    const index = ports.findIndex((port) => containerOf(port) === String(container));
    const path = ["services", service, "ports", asKey(String(index))];
    if (index !== -1) return { file: layer.file, line: layer.source.lineOf(path) ?? null };
  }
  return placeOf(subject, lay, service, ["ports"]);
}

export function containerOf(port: unknown): string {
  if (isWritten(port)) return textAt(port, ["target"]) ?? "";
  return typeof port === "string" || typeof port === "number"
    ? portSides(String(port)).container.replace(/\/\w+$/u, "")
    : "";
}
