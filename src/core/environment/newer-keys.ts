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

export interface NewerKey {
  /** `services.app.models`. */
  readonly path: string;
  readonly since: string;
}

/** The key that Compose does not know, where it is one that a newer Compose knows. */
export function newerKeyIn(stderr: string): NewerKey | undefined {
  const [, where = "", key = ""] = /(\S+) Additional property (\S+) is not allowed/iu.exec(stderr) ?? [];
  const version = Object.hasOwn(since, key) ? since[key] : undefined;
  if (version === undefined) return undefined;
  return { path: where === "(root)" ? key : `${where}.${key}`, since: version };
}
