import { stringify } from "yaml";
import { configSchema } from "../../../core/environment/config-schema.ts";
import type { LoadedModel } from "../../../core/environment/load-model.ts";
import { modelFromConfig } from "../../../core/environment/model-from-config.ts";
import type { Service } from "../../../core/environment/model.ts";
import { rehearseFiles, rehearseVolumes } from "./rehearse-mounts.ts";
import { rehearseNetworks } from "./rehearse-networks.ts";
import { rehearseService } from "./rehearse-service.ts";
import type { NotJudged, Rehearsal, RehearsalOptions } from "./rehearsal.ts";

/**
 * The same environment as a Compose project of its own, with every image replaced by a stand-in: what a host without
 * the images, the GPUs and the models can start for real.
 */
export function rehearse(loaded: LoadedModel, options: RehearsalOptions): Rehearsal {
  const { document, model } = loaded;
  const services = model.services.map((service) => ({
    service,
    part: rehearseService(service, loaded, options),
  }));
  const networks = rehearseNetworks(document, options.project);
  const volumes = rehearseVolumes(document, options.project);
  const secrets = rehearseFiles("secret", document.secrets, options.sources);
  const configs = rehearseFiles("config", document.configs, options.sources);
  const written = {
    name: options.project,
    services: Object.fromEntries(services.map(({ service, part }) => [service.name, part.written])),
    networks: networks.written,
    volumes: volumes.written,
    secrets: secrets.written,
    configs: configs.written,
  };
  const rehearsed = configSchema.parse(written);
  return {
    loaded: {
      ...loaded,
      document: rehearsed,
      model: modelFromConfig(rehearsed, extrasOf(services)),
    },
    // As 1.1 it quotes what an older reader would take for a boolean or a time.
    yaml: stringify(written, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false }),
    dropped: [...services.map(({ part }) => part), networks, volumes, secrets, configs].flatMap(
      ({ dropped }) => dropped,
    ),
    notJudged: services.flatMap(({ service, part }) => (part.known ? [] : [notJudged(service)])),
  };
}

function extrasOf(
  services: readonly { readonly service: Service }[],
): ReadonlyMap<string, Service["extras"]> {
  return new Map(services.map(({ service }) => [service.name, service.extras]));
}

function notJudged({ name, image }: Service): NotJudged {
  return { service: name, image: image ?? "built here" };
}
