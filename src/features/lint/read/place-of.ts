import { portSides } from "./published-variables.ts";
import type { Variant, LintLayer } from "./lint-subject.ts";
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
export function placeOf({ layers, read }: Variant, service: string, path: readonly string[]): Place {
  for (const layer of layers.toReversed()) {
    const found = saidBy({ layer, service }, path, read, []);
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
  read: readonly LintLayer[],
  before: readonly string[],
): Said | undefined {
  const written = layer.services[service];
  const own = `${layer.path} ${service}`;
  if (written === undefined || before.includes(own)) return undefined;
  if (at(written, path) !== undefined) return { layer, service };
  const file = textAt(written, ["extends", "file"]);
  const next = textAt(written, ["extends", "service"]) ?? textAt(written, ["extends"]);
  if (next === undefined) return undefined;
  const from = file === undefined ? layer.path : resolvePath(layer, file);
  const target = read.findLast((each) => each.path === from && each.services[next] !== undefined);
  if (target === undefined) return undefined;
  return saidBy({ layer: target, service: next }, path, read, [...before, own]);
}

/** Where a service's port was written: its own line of the list, if it has one. */
export function portPlace(lay: Variant, service: string, container: number): Place {
  for (const layer of lay.layers.toReversed()) {
    const ports = listAt(layer.services[service], ["ports"]);
    const index = ports.findIndex((port) => containerOf(port) === String(container));
    const path = ["services", service, "ports", asKey(String(index))];
    if (index !== -1) return { file: layer.file, line: layer.source.lineOf(path) ?? null };
  }
  return placeOf(lay, service, ["ports"]);
}

export function containerOf(port: unknown): string {
  if (isWritten(port)) return textAt(port, ["target"]) ?? "";
  return typeof port === "string" || typeof port === "number"
    ? portSides(String(port)).container.replace(/\/\w+$/u, "")
    : "";
}

/** An absolute path out of what a file says, as Compose takes it. */
export function resolvePath({ base }: Pick<LintLayer, "base">, written: string): string {
  return normal(written.startsWith("/") ? written : `${base}/${written}`);
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
