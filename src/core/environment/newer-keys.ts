/** Keys of Compose files by the version of Compose that was the first to read them, as its reference has it. */
const since: Readonly<Record<string, string>> = {
  provenance: "2.39.0",
  sbom: "2.39.0",
  models: "2.38.0",
  provider: "2.36.0",
  interface_name: "2.36.0",
  gw_priority: "2.33.1",
  label_file: "2.32.2",
  gpus: "2.30.0",
  format: "2.30.0",
  post_start: "2.30.0",
  pre_stop: "2.30.0",
  entitlements: "2.27.1",
  driver_opts: "2.27.1",
};

/** Values that a known key has taken since, by the key. */
const valuesSince: Readonly<Record<string, { readonly values: RegExp; readonly since: string }>> = {
  pull_policy: { values: /^(?:daily|weekly|every_\w+)$/u, since: "2.34.0" },
  action: { values: /^(?:restart|sync\+exec)$/u, since: "2.32.0" },
};

export interface NewerKey {
  /** `services.app.models`. */
  readonly path: string;
  readonly since: string;
  /** Where it is the value that is newer, and not the key. */
  readonly value?: string;
}

/** What Compose does not know, key or value, where it is something that a newer Compose knows. */
export function newerIn(
  stderr: string,
  valueAt: (path: readonly string[]) => string | undefined,
): NewerKey | undefined {
  return newerKeyIn(stderr) ?? newerValueIn(stderr, valueAt);
}

function newerValueIn(
  stderr: string,
  valueAt: (path: readonly string[]) => string | undefined,
): NewerKey | undefined {
  const path = /(\S+) must be one of the following/iu.exec(stderr)?.[1] ?? "";
  const key = path.split(".").at(-1) ?? "";
  const newer = Object.hasOwn(valuesSince, key) ? valuesSince[key] : undefined;
  const value = newer === undefined ? undefined : valueAt(path.split("."));
  if (newer === undefined || value === undefined || !newer.values.test(value)) return undefined;
  return { path, since: newer.since, value };
}

/** The key that Compose does not know, where it is one that a newer Compose knows. */
function newerKeyIn(stderr: string): NewerKey | undefined {
  const [, where = "", key = ""] = /(\S+) Additional property (\S+) is not allowed/iu.exec(stderr) ?? [];
  const version = Object.hasOwn(since, key) ? since[key] : undefined;
  if (version === undefined) return undefined;
  return { path: where === "(root)" ? key : `${where}.${key}`, since: version };
}
