import type { ConfigDocument, ConfigFile } from "./config-schema.ts";
import { definedTexts, fileKind } from "./config-values.ts";
import type { Model, ModelFile, ModelVolume } from "./model.ts";
import type { ServiceExtras } from "./service-extras.ts";
import { serviceFromConfig } from "./service-from-config.ts";

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
  return { key, path: written.file, kind: fileKind(written) };
}
