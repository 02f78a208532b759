import type { HttpPortFacts } from "../../../core/images/image-facts.ts";
import type { CheckedService } from "../checked-services.ts";
import { portsOf } from "./lay-files.ts";
import type { LintLayer, Written } from "./subject.ts";
import { isOwnHost, targetsIn } from "./targets-in.ts";

/** What stands at a path of a YAML value; undefined where nothing does. */
export function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isWritten(inner) ? inner[key] : undefined;
  }, value);
}

export function isWritten(value: unknown): value is Written {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const list = at(value, path);
  return Array.isArray(list) ? list : [];
}

export function textAt(value: unknown, path: readonly string[]): string | undefined {
  const text = at(value, path);
  return typeof text === "string" || typeof text === "number" || typeof text === "boolean"
    ? String(text)
    : undefined;
}

interface WrittenService {
  readonly name: string;
  readonly written: Written;
  readonly layer: LintLayer;
}

/** Every service of every file, as each file has it. */
export function writtenServices(layers: readonly LintLayer[]): readonly WrittenService[] {
  return layers.flatMap((layer) =>
    Object.entries(layer.services).map(([name, written]) => ({ name, written, layer })),
  );
}

interface AskedPath {
  readonly path: string;
  readonly facts: HttpPortFacts;
}

/** Which paths of its own a health check asks, with what is known of that port. */
export function askedPaths({ service, test, facts }: CheckedService): readonly AskedPath[] {
  if (facts === undefined) return [];
  const ports = portsOf(service, facts);
  return targetsIn(test).flatMap(({ host, port, path }) => {
    const listening = ports.find((each) => each.port === port)?.facts;
    if (path === undefined || listening?.speaks !== "http" || !isOwnHost(host)) return [];
    return [{ path: path.length > 1 ? path.replace(/\/$/u, "") : path, facts: listening }];
  });
}
