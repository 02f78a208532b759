import { parseImageReference } from "../../../../core/images/image-reference.ts";
import type { Service } from "../../../../core/environment/model.ts";
import { imageOf, mergedServices } from "../../read/merged-services.ts";
import { portPlace } from "../../read/port-place.ts";
import type { Rule } from "../../rule.ts";

export const publishedStore: Rule = {
  id: "port.store-published",
  meaning:
    "a data store or a model server is published beyond 127.0.0.1, past every firewall rule of the host",
  fix: "publish on 127.0.0.1, or not at all",
  reads: "models",
  about: "environment",
  check: (subject) =>
    mergedServices(subject)
      .filter(({ service }) => isPrivate(service))
      .flatMap(({ service, lay }) =>
        service.ports
          .filter(({ host, address }) => host !== undefined && !/^(?:127\.|::1$|\[::1\]$)/u.test(address))
          .map(({ container, address }) => ({
            ...portPlace(subject, lay, service.name, container),
            service: service.name,
            message: `port ${String(container)} of ${service.name} is published on ${address === "" ? "every address" : address} of the host`,
            fix: "put 127.0.0.1: before the port of the host",
          })),
      ),
};

const privateKinds: ReadonlySet<string> = new Set([
  "postgres",
  "redis",
  "qdrant",
  "s3",
  "elasticsearch",
  "model-server",
]);

const stores =
  /(?:^|\/)(?:postgres|pgvector|timescaledb|mysql|mariadb|mongo|redis|valkey|keydb|memcached|qdrant|weaviate|milvus|chroma|minio|silo|elasticsearch|opensearch|clickhouse[^/]*|cassandra|neo4j|etcd|rabbitmq|vllm-openai|ollama)$/u;

function isPrivate(service: Service): boolean {
  const { path } = parseImageReference(service.image ?? "");
  const speaks = imageOf(service)?.ports.some(
    (port) => port.speaks === "postgres" || port.speaks === "redis",
  );
  return privateKinds.has(service.extras.kind ?? "") || speaks === true || stores.test(path);
}
