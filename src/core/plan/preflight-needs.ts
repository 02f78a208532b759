import type { ManifestEnvironment } from "../environment/manifest.ts";
import type { Service } from "../environment/model.ts";
import type { PreflightNeeds } from "../preflight/checks.ts";
import type { GpuReport } from "../preflight/gpu/gpu-report.ts";
import type { FileMapper } from "../preflight/host/max-map-count.ts";
import type { WantedVolume } from "../preflight/storage/volume.ts";
import { fileNeeds } from "./file-needs.ts";
import { gpuNeeds } from "./gpu-needs.ts";
import { modelNeeds } from "./model-needs.ts";
import { portNeeds } from "./port-needs.ts";
import type { Prepared } from "./prepare.ts";
import { variableNeeds } from "./variable-needs.ts";

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
    volumes: project === environment.project.name ? volumeNeeds(prepared) : [],
    files: fileNeeds(prepared),
    models: services.flatMap((service) => modelNeeds(prepared, service)),
    shell: { variables: variableNeeds(prepared), envFile },
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
    volumes: [],
    files: [],
    models: [],
    shell: { variables: [], envFile },
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

function fileMapper({ name, image = "", extras, environment, mounts }: Service): readonly FileMapper[] {
  const isElasticsearch = extras.kind === "elasticsearch" || /(?:^|\/)elasticsearch[:@]/u.test(image);
  if (!isElasticsearch || environment["node.store.allow_mmap"] === "false") return [];
  return [{ service: name, settingsFile: mounts.find(({ target }) => target === settingsTarget)?.source }];
}
