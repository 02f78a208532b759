/** A map of a YAML file, as it is written. */
export type Written = Readonly<Record<string, unknown>>;

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

/** Each service of a layer, or of any YAML value that has services, as it is written there. */
export function servicesIn(value: unknown): Written {
  const services = at(value, ["services"]);
  return isWritten(services) ? services : {};
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
