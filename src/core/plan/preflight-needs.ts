import type { Environment } from "../environment/environment.ts";
import type { ManifestEnvironment } from "../environment/manifest.ts";
import type { ModelFile, Service, ServiceMount } from "../environment/model.ts";
import { rehearsalOf } from "../environment/name-collisions.ts";
import { at, listAt, servicesIn } from "../environment/written.ts";
import type { YamlSource } from "../environment/yaml-source.ts";
import { findImage } from "../images/find-image.ts";
import { creationNeeds, noCreation } from "./creation-needs.ts";
import { gpuNeeds } from "./gpu-needs.ts";
import { isModelFolder, modelNeeds } from "./model-needs.ts";
import type { Prepared } from "./prepare.ts";
import type { PreflightNeeds } from "../preflight/checks.ts";
import type { SettingsNeeds } from "../preflight/files/settings.ts";
import type { WantedFile } from "../preflight/files/mounted-file.ts";
import type { GpuReport } from "../preflight/gpu/gpu-report.ts";
import type { FileMapper } from "../preflight/host/max-map-count.ts";
import { portVariables, wantedPorts } from "../preflight/port/wanted-ports.ts";
import type { PortNeeds, Sibling } from "../preflight/port/wanted-ports.ts";
import type { WantedVolume } from "../preflight/storage/volume.ts";
import { envFilesOf } from "../../world/compose/compose.ts";

/** What a start asks of the host: derived from the merged model, so that nothing is declared a second time. */
export function preflightNeeds(prepared: Prepared, project: string): PreflightNeeds {
  const { services, environment } = prepared;
  const { definition, envFile } = environment;
  // what the manifest wants is for the whole; of a part only the emergency reserve is known
  const isWhole = services.length === prepared.loaded.model.services.length;
  return {
    project,
    ports: portNeeds(prepared, project),
    memoryBytes: isWhole ? definition.memory : undefined,
    diskBytes: isWhole ? (definition.disk ?? 0) : 0,
    images: [...new Set(services.flatMap(pulledImage))],
    cpuLimits: services.flatMap(({ name, cpuLimit }) =>
      cpuLimit === undefined ? [] : [{ service: name, cpus: cpuLimit }],
    ),
    creation: creationNeeds(prepared),
    volumes: project === environment.project.name ? volumeNeeds(prepared) : [],
    files: fileNeeds(prepared),
    models: services.flatMap((service) => modelNeeds(prepared, service)),
    shell: { variables: variableNeeds(prepared), envFile },
    settings: settingsNeeds(prepared),
    fileMappers: services.flatMap(fileMapper),
    gpu: gpuNeeds(prepared, isWhole),
  };
}

/** As far as it is known without a model: when Compose is not there to merge one. */
export function needsWithoutModel(
  definition: ManifestEnvironment,
  about: { readonly project: string; readonly envFile: string; readonly gpu: GpuReport },
): PreflightNeeds {
  const { project, envFile, gpu } = about;
  return {
    project,
    ports: { ports: [], siblings: [], envFile },
    memoryBytes: definition.memory,
    diskBytes: definition.disk ?? 0,
    images: [],
    cpuLimits: [],
    creation: noCreation,
    volumes: [],
    files: [],
    models: [],
    shell: { variables: [], envFile },
    settings: undefined,
    fileMappers: [],
    gpu: { report: gpu, need: definition.gpu, images: [], shares: [] },
  };
}

function pulledImage({ image, build }: Service): readonly string[] {
  return image === undefined || build ? [] : [image];
}

/** Those that these services mount; a rehearsal has volumes of its own, made by itself. */
function volumeNeeds({ services, loaded }: Prepared): readonly WantedVolume[] {
  const mounted = new Set(
    services.flatMap(({ mounts }) =>
      mounts.filter(({ kind }) => kind === "volume").map(({ source }) => source),
    ),
  );
  return loaded.model.volumes.filter(({ key }) => mounted.has(key));
}

const settingsTarget = "/usr/share/elasticsearch/config/elasticsearch.yml";

function fileMapper(service: Service): readonly FileMapper[] {
  const { name, image = "", extras, environment, mounts } = service;
  const isElasticsearch = extras.kind === "elasticsearch" || /(?:^|\/)elasticsearch[:@]/u.test(image);
  if (!isElasticsearch || environment["node.store.allow_mmap"] === "false") return [];
  const settingsFile = mounts.find(({ target }) => target === settingsTarget)?.source;
  return [{ service: name, settingsFile, isSingleNode: isSingleNode(service) }];
}

/** By its setting, or by the flag; unless it is told to be as strict as a cluster's. */
function isSingleNode({ environment, command = [] }: Service): boolean {
  const isStrict = Object.values(environment).some((text) =>
    text.includes("es.enforce.bootstrap.checks=true"),
  );
  const isSet = environment["discovery.type"] === "single-node";
  return !isStrict && (isSet || command.some((word) => word.includes("discovery.type=single-node")));
}

/** What services mount from this host, or Compose reads for them; less what a start writes itself. */
function fileNeeds({ services, loaded, environment }: Prepared): readonly WantedFile[] {
  const { secrets, configs } = loaded.model;
  const wanted = services.flatMap((service) => {
    const userId = userOf(service, loaded.document.services[service.name]?.["user"]);
    return [
      ...service.mounts.flatMap((mount) => bind(service, mount, userId)),
      ...declared(secrets, service.secrets).map((file) => whole(service, file, "/run/secrets/", userId)),
      ...declared(configs, service.configs).map((file) => whole(service, file, "/", userId)),
    ];
  });
  return wanted.filter(({ path }) => !isWrittenByStart(path, environment));
}

/** The shipped layers still speak of their own folder; what they are copied to will have secrets beside it. */
function isWrittenByStart(path: string, environment: Environment): boolean {
  const { name, directory, secretsDirectory, stateDirectory } = environment;
  const written = [secretsDirectory, stateDirectory, `${directory}/secrets/${name}`, ...targets(environment)];
  return written.some((folder) => path.startsWith(`${folder}/`));
}

/** Secrets of what it tests: the target's own start writes them, and a test run without them says whose they are. */
function targets({ definition, manifest, directory, workingDirectory }: Environment): readonly string[] {
  if (definition.tests === undefined) return [];
  return Object.keys(manifest.environments).flatMap((other) =>
    [directory, workingDirectory].map((folder) => `${folder}/secrets/${other}`),
  );
}

/** Models have a check of their own. */
function bind(service: Service, mount: ServiceMount, userId: number | undefined): readonly WantedFile[] {
  if (mount.kind !== "bind" || isModelFolder(service, mount)) return [];
  const { source, target, createsSource } = mount;
  return [{ path: source, service: service.name, target, kind: "unknown", createsSource, userId }];
}

type FileOfHost = Pick<ModelFile, "key"> & { readonly path: string };

function declared(files: readonly ModelFile[], keys: readonly string[]): readonly FileOfHost[] {
  return files.flatMap(({ key, path }) => (path !== undefined && keys.includes(key) ? [{ key, path }] : []));
}

/** A secret or a config: always a file, and Compose refuses to go on without it. */
function whole(
  { name: service }: Service,
  { key, path }: FileOfHost,
  folder: string,
  userId: number | undefined,
): WantedFile {
  return { path, service, target: `${folder}${key}`, kind: "file", createsSource: false, userId };
}

/** As the files have it, else as the image is known to have it; a name says nothing of its number. */
function userOf({ image = "" }: Service, declared: unknown): number | undefined {
  const user = typeof declared === "string" ? declared : findImage(image)?.user;
  const [account = ""] = user?.split(":") ?? [];
  if (account === "root") return 0;
  return /^\d+$/u.test(account) ? Number(account) : undefined;
}

/** What the port check needs to know of a plan: its ports, the variables behind them, and the family. */
function portNeeds(prepared: Prepared, project: string): PortNeeds {
  const variables = variablesOf(prepared.loaded.layers);
  return {
    project,
    inHostNetwork: prepared.services.flatMap(({ name, networkMode }) =>
      networkMode === "host" ? [name] : [],
    ),
    ports: wantedPorts(prepared.services, (service, port) => variables.get(service)?.get(port)),
    siblings: siblings(prepared).filter((sibling) => sibling.project !== project),
    envFile: prepared.environment.envFile,
  };
}

function variablesOf(layers: readonly YamlSource[]): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const found = new Map<string, ReadonlyMap<number, string>>();
  for (const layer of layers) {
    for (const [service, stanza] of Object.entries(servicesIn(layer.value))) {
      const ports = portVariables(listAt(stanza, ["ports"]));
      found.set(service, new Map([...(found.get(service) ?? []), ...ports]));
    }
  }
  return found;
}

function siblings({ environment }: Prepared): readonly Sibling[] {
  const { manifest } = environment;
  const names = Object.keys(manifest.environments);
  return names.flatMap((other) => {
    const real = { project: `${manifest.name}-${other}`, name: other, stop: `stack down ${other}` };
    // a project of that name is then an environment of its own
    if (names.includes(rehearsalOf(other))) return [real];
    return [
      real,
      {
        project: rehearsalOf(real.project),
        name: `the rehearsal of ${other}`,
        stop: `stack down ${other} --rehearse`,
      },
    ];
  });
}

/** What the env files make of the files. */
export function settingsNeeds(prepared: Prepared): SettingsNeeds {
  const { environment, loaded, services } = prepared;
  const { name, envFile, project, workingDirectory } = environment;
  const folders = [...new Set([project.directory, workingDirectory])];
  return {
    environment: name,
    unset: loaded.unset,
    remarks: loaded.remarks,
    variables: variableNeeds(prepared),
    envFile,
    read: envFilesOf({ ...project, envFile: `${workingDirectory}/${envFile}` }),
    beside: folders.map((folder) => ({
      path: `${folder}/.env`,
      written: folder.startsWith(`${workingDirectory}/`)
        ? `${folder.slice(workingDirectory.length + 1)}/.env`
        : folder === workingDirectory
          ? ".env"
          : `${folder}/.env`,
    })),
    services: services.length,
    profiles: profilesIn(loaded.layers),
  };
}

function profilesIn(layers: readonly YamlSource[]): readonly string[] {
  const services = layers.flatMap(({ value }) => Object.values(servicesIn(value)));
  const named = services.flatMap((service) => listAt(service, ["profiles"]).map(String));
  return [...new Set(named)];
}

/** Every variable that the layers or the secrets of this environment use, by name. */
function variableNeeds({ loaded, specs }: Prepared): readonly string[] {
  return [...new Set([...loaded.layers.flatMap(({ value }) => variablesIn(value)), ...Object.keys(specs)])];
}

/** Of a layer, or of any part of one. */
export function variablesIn(value: unknown): readonly string[] {
  return [...textsIn(value).flatMap(interpolated), ...handedThrough(value)];
}

/** `$NAME`, `${NAME}`, `${NAME:-${OTHER}}`; `$$` is a dollar sign and nothing else. */
export function interpolated(text: string): readonly string[] {
  return [...text.replaceAll("$$", "").matchAll(/\$\{?([A-Za-z_]\w*)/gu)].flatMap(([, name]) => name ?? []);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** A name without a value (`environment: [HF_TOKEN]`) takes the variable's. */
function handedThrough(value: unknown): readonly string[] {
  return Object.values(servicesIn(value)).flatMap((service) => namesAlone(at(service, ["environment"])));
}

function namesAlone(environment: unknown): readonly string[] {
  if (Array.isArray(environment)) return environment.map(String).filter((entry) => /^\w+$/u.test(entry));
  if (typeof environment !== "object" || environment === null) return [];
  return Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : []));
}
