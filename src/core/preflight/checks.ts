import type { Check } from "./check.ts";
import { check } from "./check.ts";
import { composeCheck, composeObserver } from "./engine/compose-version.ts";
import type { ComposeObserver } from "./engine/compose-version.ts";
import { cpuLimitCheck } from "./engine/cpu-limit.ts";
import type { CpuLimit } from "./engine/cpu-limit.ts";
import { containerCheck } from "./engine/container-needs.ts";
import type { ContainerNeeds } from "./engine/container-needs.ts";
import { networkCheck } from "./engine/network.ts";
import type { NetworkNeeds } from "./engine/network.ts";
import { credentialHelperCheck } from "./engine/credential-helper.ts";
import { diskCheck } from "./storage/disk.ts";
import { engineCheck } from "./engine/docker.ts";
import { imagesObserver } from "./engine/observe-engine.ts";
import type { EngineObserver } from "./engine/observe-engine.ts";
import { engineSettingsCheck } from "./engine/engine-settings.ts";
import { skip } from "./finding.ts";
import { gpuChecks } from "./gpu/gpu-checks.ts";
import type { GpuPlan, GpuObservers } from "./gpu/gpu-checks.ts";
import { hostCheck } from "./host/host.ts";
import { maxMapCountCheck } from "./host/max-map-count.ts";
import type { FileMapper } from "./host/max-map-count.ts";
import { memoryCheck } from "./host/memory.ts";
import { modelCheck } from "./storage/model-files.ts";
import type { WantedModel } from "./storage/model-files.ts";
import { settingsCheck } from "./files/settings.ts";
import type { SettingsNeeds } from "./files/settings.ts";
import { mountedFileCheck } from "./files/mounted-file.ts";
import type { WantedFile } from "./files/mounted-file.ts";
import { portCheck } from "./port/port.ts";
import { reclaimableCheck } from "./storage/reclaimable.ts";
import { securityCheck } from "./host/security.ts";
import { shellCheck } from "./host/shell.ts";
import type { ShellNeeds } from "./host/shell.ts";
import { volumeCheck } from "./storage/volume.ts";
import type { WantedVolume } from "./storage/volume.ts";
import type { PortNeeds } from "./port/wanted-ports.ts";

/** What a plan asks of the host, in plain values. */
export interface PreflightNeeds {
  /** The Compose project: what its containers hold already is not missing. */
  readonly project: string;
  readonly ports: Omit<PortNeeds, "project">;
  readonly memoryBytes: number | undefined;
  readonly diskBytes: number | undefined;
  /** Of models that are still to be fetched to where Docker keeps its data, where their sizes are known. */
  readonly modelBytes?: number;
  /** References of the images that are not built here. */
  readonly images: readonly string[];
  readonly cpuLimits: readonly CpuLimit[];
  /** What the engine is to make containers of, where it could refuse. */
  readonly creation: NetworkNeeds & ContainerNeeds;
  readonly volumes: readonly WantedVolume[];
  readonly files: readonly WantedFile[];
  readonly models: readonly WantedModel[];
  readonly shell: ShellNeeds;
  /** Undefined where no model says what is set. */
  readonly settings: SettingsNeeds | undefined;
  /** Services that map many files: Elasticsearch. */
  readonly fileMappers: readonly FileMapper[];
  readonly gpu: GpuPlan;
}

/** What a start needs; a rehearsal needs no images, no models, and little memory, and says so. */
export function startChecks(
  needs: PreflightNeeds,
  options: {
    readonly rehearse: boolean;
    readonly observeEngine: EngineObserver;
    readonly observeCompose: ComposeObserver;
  },
): readonly Check[] {
  const looks = looksFor(needs.images, options.observeEngine);
  return [
    ...toolChecks(looks.engine, options.observeCompose),
    ...commonChecks(needs, looks),
    ...(options.rehearse ? [notRehearsed] : realChecks(needs, looks)),
  ];
}

/** Docker itself: where it is missing, nothing can be merged, and nothing be asked of an engine. */
export function toolChecks(
  observeEngine: EngineObserver,
  observeCompose = composeObserver(),
): readonly Check[] {
  return [engineCheck(observeEngine), composeCheck(observeCompose)];
}

/** What can be said of this machine before anything is known of an environment. */
export function machineChecks(observeEngine: EngineObserver): readonly Check[] {
  return [
    ...toolChecks(observeEngine),
    engineSettingsCheck(observeEngine),
    hostCheck(),
    reclaimableCheck(observeEngine),
  ];
}

interface DoctorOptions {
  /** Also what takes long: running a container. */
  readonly deep: boolean;
  readonly observeEngine: EngineObserver;
}

/** All there is to say of an environment on this machine, besides `machineChecks`. */
export function environmentChecks(
  needs: PreflightNeeds,
  options: DoctorOptions & { readonly rehearse: boolean },
): readonly Check[] {
  const looks = looksFor(needs.images, options.observeEngine);
  const common = [
    ...commonChecks(needs, looks),
    securityCheck({ ports: needs.ports.ports, mounts: needs.files }),
  ];
  return options.rehearse
    ? [...common, notRehearsed]
    : [...common, ...realChecks(needs, looks), ...gpuChecks(gpuNeedsOf(needs), looks, options).onRequest];
}

/** The cards alone, without an environment. */
export function cardChecks(gpu: GpuPlan, options: DoctorOptions): readonly Check[] {
  const looks = looksFor([], options.observeEngine);
  const { always, onRequest } = gpuChecks({ project: "", gpu }, looks, options);
  return [...always, ...onRequest];
}

function looksFor(images: readonly string[], engine: EngineObserver): GpuObservers {
  return { engine, images: imagesObserver(images) };
}

/** What a rehearsal meets as the real thing does. */
function commonChecks(needs: PreflightNeeds, { engine }: GpuObservers): readonly Check[] {
  const { project } = needs;
  return [
    portCheck({ ...needs.ports, project }, engine),
    volumeCheck({ project, volumes: needs.volumes }),
    mountedFileCheck(needs.files, engine),
    shellCheck(needs.shell),
    ...(needs.settings === undefined ? [] : [settingsCheck(needs.settings)]),
  ];
}

function gpuNeedsOf({ project, gpu, ports: { siblings } }: PreflightNeeds): Parameters<typeof gpuChecks>[0] {
  return { project, gpu, siblings };
}

function realChecks(needs: PreflightNeeds, looks: GpuObservers): readonly Check[] {
  const { engine, images } = looks;
  const { project, memoryBytes, diskBytes, modelBytes = 0 } = needs;
  return [
    ...(memoryBytes === undefined ? [] : [memoryCheck({ requiredBytes: memoryBytes, project }, engine)]),
    ...(diskBytes === undefined
      ? []
      : [diskCheck({ requiredBytes: diskBytes, images: needs.images, modelBytes }, engine, images)]),
    cpuLimitCheck(needs.cpuLimits, engine),
    networkCheck(needs.creation),
    containerCheck(needs.creation, project, engine),
    credentialHelperCheck(needs.images, images),
    maxMapCountCheck(needs.fileMappers, engine),
    modelCheck(needs.models),
    ...gpuChecks(gpuNeedsOf(needs), looks, { deep: false }).always,
  ];
}

const notRehearsed: Check = check({
  name: "rehearsal",
  observe: async () => undefined,
  judge: () => [
    skip("gpu.decision", "GPU: not needed by a rehearsal", "its stand-ins run no model"),
    skip("memory.total", "memory: not needed by a rehearsal", "its stand-ins take a few MiB each"),
    skip("disk.free", "disk: not needed by a rehearsal", "no image is pulled"),
    skip("model.directory", "models: not needed by a rehearsal", "none is downloaded"),
  ],
});
