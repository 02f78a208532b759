import { definedTexts, fileKind } from "./config-schema.ts";
import type { ConfigDocument, ConfigFile, ConfigService } from "./config-schema.ts";
import { parseDuration } from "./duration.ts";
import { parseSize } from "./manifest.ts";
import type {
  Dependency,
  GpuRequest,
  Model,
  ModelFile,
  ModelVolume,
  Service,
  ServiceHealthCheck,
  ServiceHook,
  ServiceMount,
  ServicePort,
} from "./model.ts";
import { extrasFrom } from "./x-stack.ts";
import type { ServiceExtras } from "./x-stack.ts";

/** The model that the merged Compose files imply. */
export function modelFromConfig(config: ConfigDocument, extras: ReadonlyMap<string, ServiceExtras>): Model {
  return {
    services: Object.entries(config.services).map(([name, written]) =>
      serviceFromConfig({ name, written, config, extras: extras.get(name) }),
    ),
    networks: Object.entries(config.networks).map(([key, written]) => ({
      key,
      name: written.name,
      external: written.external ?? false,
    })),
    volumes: Object.entries(config.volumes).map(([key, written]) => volume(key, written)),
    secrets: Object.entries(config.secrets).map(([key, written]) => modelFile(key, written)),
    configs: Object.entries(config.configs).map(([key, written]) => modelFile(key, written)),
  };
}

function volume(key: string, written: ConfigDocument["volumes"][string]): ModelVolume {
  return {
    key,
    name: written.name,
    external: written.external ?? false,
    driver: written.driver,
    driverOptions: definedTexts(written.driver_opts),
    labels: definedTexts(written.labels),
  };
}

function modelFile(key: string, written: ConfigFile): ModelFile {
  return {
    key,
    path: written.file === undefined ? undefined : undoubled(written.file),
    kind: fileKind(written),
  };
}

interface Source {
  readonly name: string;
  readonly written: ConfigService;
  readonly config: ConfigDocument;
  readonly extras: ServiceExtras | undefined;
}

function serviceFromConfig({ name, written, config, extras }: Source): Service {
  const limits = written.deploy?.resources?.limits;
  return {
    name,
    image: written.image,
    build: written.build !== undefined,
    pullPolicy: written.pull_policy,
    command: written.command?.map(undoubled) ?? undefined,
    entrypoint: written.entrypoint?.map(undoubled) ?? undefined,
    replicas: written.deploy?.replicas ?? written.scale ?? 1,
    ports: (written.ports ?? []).flatMap(servicePort),
    expose: (written.expose ?? []).flatMap((port) => portNumbers(port)),
    dependencies: Object.entries(written.depends_on ?? {}).map(([service, told]): Dependency => ({
      service,
      ...told,
    })),
    healthCheck: healthCheck(written),
    networks: Object.keys(written.networks ?? {}),
    networkMode: written.network_mode,
    sharesWith: sharesWith(written),
    mounts: (written.volumes ?? []).map(mount),
    secrets: (written.secrets ?? []).map(({ source }) => source),
    configs: (written.configs ?? []).map(({ source }) => source),
    restart: restartOf(written),
    memoryLimitBytes: parseSize(limits?.memory ?? written.mem_limit ?? ""),
    cpuLimit: limits?.cpus === null || limits?.cpus === undefined ? written.cpus : Number(limits.cpus),
    gpus: gpuRequests(written),
    environment: undoubledTexts(written.environment),
    stopGraceMs: parseDuration(written.stop_grace_period ?? ""),
    profiles: written.profiles ?? [],
    needsComposeToStart: needsComposeToStart(written, config),
    preStop: (written.pre_stop ?? []).map(hook),
    extras: extras ?? extrasFrom({ optional: false }),
  };
}

function sharesWith({
  network_mode: network,
  ipc,
  pid,
  volumes_from: volumes,
}: ConfigService): readonly string[] {
  const shared = [...[network, ipc, pid].map(sharedService), ...(volumes ?? []).map(volumesService)];
  return [...new Set(shared.filter((service) => service !== undefined))];
}

/** `service:name`. */
export function sharedService(mode: string | undefined): string | undefined {
  return mode?.startsWith("service:") === true ? mode.slice("service:".length) : undefined;
}

/** `name`, `name:ro`; `container:name` is no service. */
export function volumesService(from: string): string | undefined {
  return from.startsWith("container:") ? undefined : from.split(":")[0];
}

function hook(written: NonNullable<ConfigService["pre_stop"]>[number]): ServiceHook {
  const { command, user, privileged, working_dir: workingDirectory, environment } = written;
  return {
    command: command.map(undoubled),
    privileged,
    environment: undoubledTexts(environment),
    ...(user === undefined ? {} : { user }),
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
  };
}

function undoubledTexts(texts: ConfigService["environment"]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(definedTexts(texts)).map(([key, value]) => [key, undoubled(value)]),
  );
}

/** As Compose hands it to the engine: what `deploy` says comes before `restart`. */
function restartOf({ restart = "no", deploy }: ConfigService): string {
  const policy = deploy?.restart_policy;
  switch (policy?.condition) {
    case undefined:
      return policy === undefined || policy === null ? restart : "no";
    case "any":
    case "always":
      return "always";
    case "unless-stopped":
      return "unless-stopped";
    case "on-failure":
      return policy?.max_attempts === undefined ? "on-failure" : `on-failure:${String(policy.max_attempts)}`;
    case "none":
    case "no":
      return "no";
  }
}

/** `config` writes `$` as `$$`, so that its output can be read as a Compose file again. */
function undoubled(text: string): string {
  return text.replaceAll("$$", "$");
}

function servicePort(written: NonNullable<ConfigService["ports"]>[number]): readonly ServicePort[] {
  const base = {
    container: written.target,
    address: written.host_ip ?? "",
    protocol: written.protocol === "udp" ? ("udp" as const) : ("tcp" as const),
  };
  const published = written.published ?? "";
  if (published === "" || published === "0") return [{ ...base, host: undefined }];
  return portNumbers(published).map((host) => ({ ...base, host }));
}

/** `8000`, `8000/tcp`, `8000-8002`. */
function portNumbers(text: string): readonly number[] {
  const match = /^(\d+)(?:-(\d+))?/u.exec(text);
  if (match?.[1] === undefined) return [];
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function healthCheck(written: ConfigService): ServiceHealthCheck | undefined {
  const check = written.healthcheck;
  if (check === null || check === undefined) return undefined;
  if (check.disable === true || check.test?.[0] === "NONE") return { kind: "disabled" };
  if (check.test === undefined) return undefined;
  return {
    kind: "test",
    test: check.test.map(undoubled),
    intervalMs: parseDuration(check.interval ?? ""),
    timeoutMs: parseDuration(check.timeout ?? ""),
    startPeriodMs: parseDuration(check.start_period ?? ""),
    startIntervalMs: parseDuration(check.start_interval ?? ""),
    retries: check.retries,
  };
}

function mount(written: NonNullable<ConfigService["volumes"]>[number]): ServiceMount {
  return {
    kind:
      written.type === "bind" || written.type === "volume" || written.type === "tmpfs"
        ? written.type
        : "other",
    source: undoubled(written.source ?? ""),
    target: undoubled(written.target),
    readOnly: written.read_only,
    createsSource: written.bind?.create_host_path ?? false,
  };
}

/**
 * Every way to ask for a card of NVIDIA's: reserved, by `gpus:`, as a device by name (CDI), or by the runtime alone. Of
 * any other driver's cards nothing is known here: the engine says what it has.
 */
function gpuRequests(written: ConfigService): readonly GpuRequest[] {
  const reserved = (written.deploy?.resources?.reservations?.devices ?? []).filter(
    ({ capabilities, driver, device_ids: ids = [] }) =>
      driver === "cdi"
        ? ids.some((id) => cdiDevice(id) !== undefined)
        : driver === "nvidia" || (isForAnyDriver(driver) && capabilities.includes("gpu")),
  );
  const byGpus = (written.gpus ?? []).filter(
    ({ driver }) => driver === "nvidia" || driver === "cdi" || isForAnyDriver(driver),
  );
  const requests = [...reserved, ...byGpus].map((device): GpuRequest => {
    const ids = device.device_ids ?? [];
    const named = ids.flatMap((id) => cdiDevice(id) ?? []);
    if (named.length > 0) return byName(named, "cdi");
    const count = device.count === -1 ? "all" : device.count;
    return { driver: device.driver ?? "", count, deviceIds: ids };
  });
  const devices = (written.devices ?? []).flatMap(
    (device) => cdiDevice(typeof device === "string" ? device : device.source) ?? [],
  );
  const asked = [...requests, ...(devices.length === 0 ? [] : [byName(devices, "cdi")])];
  return asked.length === 0 && written.runtime === "nvidia" ? visibleDevices(written) : asked;
}

function isForAnyDriver(driver: string | undefined): boolean {
  return driver === undefined || driver === "";
}

/** `nvidia.com/gpu=0`, `nvidia.com/gpu=all`, `nvidia.com/mig=0:1` for a slice of one; of other makers nothing. */
function cdiDevice(name: string): string | undefined {
  const [, kind, device] = /^nvidia\.com\/(gpu|mig)=(.+)$/u.exec(name) ?? [];
  return kind === "mig" ? `MIG-${device ?? ""}` : device;
}

function byName(names: readonly string[], driver: string): GpuRequest {
  return names.includes("all")
    ? { driver, count: "all", deviceIds: [] }
    : { driver, count: undefined, deviceIds: names };
}

/** The runtime gives what this variable names; images made for it name all. */
function visibleDevices(written: ConfigService): readonly GpuRequest[] {
  const { NVIDIA_VISIBLE_DEVICES: visible = "all" } = definedTexts(written.environment);
  const names = visible.split(",").filter((name) => name !== "");
  if (names.length === 0 || names.includes("none") || names.includes("void")) return [];
  return [
    byName(
      names.map((name) => cdiDevice(name) ?? name),
      "runtime",
    ),
  ];
}

/** What Compose itself injects at start (2.40) or create (2.26), and hooks it runs: an API start would miss them. */
function needsComposeToStart(written: ConfigService, config: ConfigDocument): boolean {
  const injected = (kind: string): boolean => kind === "content" || kind === "environment";
  const configs = (written.configs ?? []).map(({ source }) => config.configs[source]);
  const secrets = (written.secrets ?? []).map(({ source }) => config.secrets[source]);
  return (
    [...(written.pre_start ?? []), ...(written.post_start ?? [])].length > 0 ||
    [...configs, ...secrets].some((file) => file !== undefined && injected(fileKind(file)))
  );
}
