import type { StandInSource, RewrittenPart } from "./stand-in-source.ts";
import type { Dropped } from "./rehearsal.ts";
import { rehearseCapabilities } from "./rehearse-capabilities.ts";
import { whyNotFile } from "./rehearse-mounts.ts";

/** Keys a stand-in has no use for, or that other files of this folder write anew. */
const replaced = new Set([
  "image",
  "build",
  "pull_policy",
  "platform",
  "command",
  "entrypoint",
  "volumes",
  "deploy",
  "user",
  "group_add",
  "environment",
  "env_file",
  "healthcheck",
  "profiles",
  "develop",
  "annotations",
  "extends",
  "x-stack",
  "mem_limit",
  "mem_reservation",
  "memswap_limit",
  "mem_swappiness",
  "cpus",
  "cpu_count",
  "cpu_percent",
  "pids_limit",
]);

const needsTheRealOne = "only the real image has use for it";
const belongsToOthers = "it reaches beyond the rehearsal";
const notEverywhere = "not every host has it, and no stand-in needs it";

/** Keys that are left out and said to be, with why. */
const leftOut: Readonly<Record<string, string>> = {
  runtime: notEverywhere,
  gpus: notEverywhere,
  devices: notEverywhere,
  device_cgroup_rules: notEverywhere,
  privileged: belongsToOthers,
  cgroup: belongsToOthers,
  cgroup_parent: belongsToOthers,
  cpuset: notEverywhere,
  cpu_rt_runtime: notEverywhere,
  cpu_rt_period: notEverywhere,
  blkio_config: notEverywhere,
  isolation: notEverywhere,
  storage_opt: notEverywhere,
  credential_spec: notEverywhere,
  use_api_socket: belongsToOthers,
  userns_mode: notEverywhere,
  container_name: "the real container has that name",
  external_links: belongsToOthers,
  labels: "programs outside would take the stand-in for the real one",
  post_start: needsTheRealOne,
  pre_stop: needsTheRealOne,
  provider: needsTheRealOne,
  models: needsTheRealOne,
  mac_address: belongsToOthers,
  ulimits: notEverywhere,
  oom_score_adj: notEverywhere,
  sysctls: notEverywhere,
};

/** Keys that are left out when they name something of the host or of another project. */
const outside: Readonly<Record<string, RegExp>> = {
  pid: /^(host|container:)/u,
  ipc: /^(host|container:)/u,
  uts: /^host/u,
  network_mode: /^container:/u,
};

/** The service without what this host may not be able to give and what reaches out of the rehearsal. */
export function hostNeeds(casting: StandInSource): RewrittenPart {
  const { service, written } = casting;
  const dropped: Dropped[] = [];
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(written)) {
    if (replaced.has(key)) continue;
    const why = reason(key, value);
    if (why === undefined) kept[key] = value;
    else if (!isNothing(value)) dropped.push({ service: service.name, what: shown(key, value), why });
  }
  const capabilities = rehearseCapabilities(service, written);
  return {
    written: { ...kept, ...ownParts(casting), ...capabilities.written },
    dropped: [...dropped, ...capabilities.dropped],
  };
}

function reason(key: string, value: unknown): string | undefined {
  if (key === "security_opt" && !isHarmless(value)) return notEverywhere;
  const pattern = outside[key];
  if (pattern !== undefined)
    return typeof value === "string" && pattern.test(value) ? belongsToOthers : undefined;
  return leftOut[key];
}

function isHarmless(options: unknown): boolean {
  return Array.isArray(options) && options.every((option) => String(option).startsWith("no-new-privileges"));
}

function isNothing(value: unknown): boolean {
  return (
    value === null ||
    value === false ||
    value === "" ||
    (typeof value === "object" && Object.keys(value).length === 0)
  );
}

function shown(key: string, value: unknown): string {
  return typeof value === "string" ? `${key}: ${value}` : key;
}

/** Networks without fixed addresses, and only those secrets and configs that the rehearsal has. */
function ownParts({ written, document, options }: StandInSource): Readonly<Record<string, unknown>> {
  const { sources } = options;
  const secrets = written.secrets?.filter(({ source }) => !whyNotFile(document.secrets[source], sources));
  const configs = written.configs?.filter(({ source }) => !whyNotFile(document.configs[source], sources));
  return {
    ...(written.networks ? { networks: withoutAddresses(written.networks) } : {}),
    ...(secrets === undefined ? {} : { secrets }),
    ...(configs === undefined ? {} : { configs }),
  };
}

function withoutAddresses(networks: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(networks).map(([key, joined]) => [key, aliasesOf(joined)]));
}

function aliasesOf(joined: unknown): unknown {
  return typeof joined === "object" && joined !== null && "aliases" in joined
    ? { aliases: joined.aliases }
    : null;
}
