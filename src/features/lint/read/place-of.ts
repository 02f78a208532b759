import { portSides } from "./published-variables.ts";
import type { Lay, LintLayer, LintSubject } from "./subject.ts";
import { at, isWritten, listAt, textAt } from "./written.ts";
import type { Place } from "../rule.ts";

export function placeIn(layer: LintLayer, path: readonly string[]): Place {
  return { file: layer.file, line: layer.source.lineOf(path.map(asKey)) ?? null };
}

/** The YAML library takes an index of a list as a number only. */
function asKey(key: string): string | number {
  return /^\d+$/u.test(key) ? Number(key) : key;
}

/** Where a part of a merged service was written: the last layer that says it, by itself or by what it extends. */
export function placeOf(
  { files }: LintSubject,
  { layers }: Lay,
  service: string,
  path: readonly string[],
): Place {
  for (const layer of layers.toReversed()) {
    const found = saidBy({ layer, service }, path, files, []);
    if (found !== undefined) return placeIn(found.layer, ["services", found.service, ...path]);
  }
  const named = layers.findLast((layer) => layer.services[service] !== undefined) ?? layers[0];
  return named === undefined ? { file: "", line: null } : placeIn(named, ["services", service]);
}

interface Said {
  readonly layer: LintLayer;
  readonly service: string;
}

/** `before`: what extends it, for a ring of them has no end; Compose refuses one. */
function saidBy(
  { layer, service }: Said,
  path: readonly string[],
  files: LintSubject["files"],
  before: readonly string[],
): Said | undefined {
  const written = layer.services[service];
  const own = `${layer.path} ${service}`;
  if (written === undefined || before.includes(own)) return undefined;
  if (at(written, path) !== undefined) return { layer, service };
  const file = textAt(written, ["extends", "file"]);
  const next = textAt(written, ["extends", "service"]) ?? textAt(written, ["extends"]);
  const target = file === undefined ? layer : files.get(resolvePath(layer, file));
  if (next === undefined || target === undefined) return undefined;
  return saidBy({ layer: target, service: next }, path, files, [...before, own]);
}

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

/** An absolute path out of what a file says relative to itself. */
export function resolvePath(layer: Pick<LintLayer, "path">, written: string): string {
  const folder = layer.path.slice(0, layer.path.lastIndexOf("/"));
  return normal(written.startsWith("/") ? written : `${folder}/${written}`);
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
