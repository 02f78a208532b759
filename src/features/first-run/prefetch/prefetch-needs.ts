import type { ModelVolume, Service } from "../../../core/environment/model.ts";
import { modelNames } from "../../../core/plan/model-needs.ts";

/** One model to fetch before its service starts. */
export interface WantedPrefetch {
  readonly service: string;
  readonly model: string;
  readonly command: readonly string[];
  /** A folder of the container. */
  readonly into: string;
  readonly exclude: readonly string[];
  /** The hub that the service asks. */
  readonly endpoint: string;
  /** The volume, by its name on the engine, that the bytes land in; undefined for a folder of the host. */
  readonly volume: string | undefined;
}

const publicHub = "https://huggingface.co";

/** The models that services say how to fetch, in the order of the services. */
export function prefetchNeeds(
  services: readonly Service[],
  volumes: readonly ModelVolume[],
): readonly WantedPrefetch[] {
  return services.flatMap((service) => {
    const { prefetch } = service.extras;
    if (prefetch === undefined) return [];
    const models = prefetch.model === undefined ? modelNames(service) : [prefetch.model];
    return [...new Set(models)].map((model) => {
      const into = filled(prefetch.into, model);
      return {
        service: service.name,
        model,
        command: prefetch.command.flatMap((word) =>
          word === "{exclude}" ? prefetch.exclude : [filled(word, model)],
        ),
        into,
        exclude: prefetch.exclude,
        endpoint: endpointOf(service),
        volume: volumeOf(service, into, volumes),
      };
    });
  });
}

/** `{folder}` is the model's folder in the hub's own cache: `models--owner--name`. */
function filled(text: string, model: string): string {
  return text.replaceAll("{model}", model).replaceAll("{folder}", `models--${model.replaceAll("/", "--")}`);
}

function endpointOf({ environment }: Service): string {
  const given = environment["HF_ENDPOINT"] ?? "";
  return (given === "" ? publicHub : given).replace(/\/+$/u, "");
}

/** The deepest mount above the folder is the one that its files land in. */
function volumeOf({ mounts }: Service, into: string, volumes: readonly ModelVolume[]): string | undefined {
  const above = mounts.filter(({ target }) => `${into}/`.startsWith(`${target.replace(/\/+$/u, "")}/`));
  const [mount] = above.toSorted((one, other) => other.target.length - one.target.length);
  if (mount?.kind !== "volume") return undefined;
  return volumes.find(({ key }) => key === mount.source)?.name ?? mount.source;
}
