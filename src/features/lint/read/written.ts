import type { LintLayer, Written } from "./subject.ts";

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
