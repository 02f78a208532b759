import type { ConfigService } from "../environment/config-schema.ts";
import type { LoadedModel } from "../environment/load-model.ts";
import type { Service } from "../environment/model.ts";

/** The same model, published on whatever ports of the host are free, on the same addresses: it meets nobody. */
export function anyPorts<T extends Pick<LoadedModel, "model" | "document">>(loaded: T): T {
  const { model, document } = loaded;
  const services = Object.entries(document.services).map(([name, service]) => [name, unpinned(service)]);
  return {
    ...loaded,
    model: { ...model, services: model.services.map(withoutHostPorts) },
    document: { ...document, services: Object.fromEntries(services) },
  };
}

function withoutHostPorts(service: Service): Service {
  return { ...service, ports: service.ports.map((port) => ({ ...port, host: undefined })) };
}

/** Without `published` the engine chooses. */
function unpinned(service: ConfigService): ConfigService {
  return { ...service, ports: service.ports?.map(({ published: _published, ...port }) => port) };
}
