import type { Service } from "../../../core/environment/model.ts";
import type { YamlText } from "../../../core/environment/yaml-source.ts";
import { parseImageReference } from "../../../world/engine/image-reference.ts";
import { imageOf, mergedServices } from "../read/merge-variants.ts";
import type { MergedService } from "../read/merge-variants.ts";
import { containerOf, placeIn, portPlace } from "../read/place-of.ts";
import { portSides, publishedVariables } from "../read/published-variables.ts";
import type { Variant, LintSubject } from "../read/lint-subject.ts";
import { variablesIn } from "../read/variables-in.ts";
import { at, isWritten, listAt, textAt } from "../read/written.ts";
import { repeatedLists } from "../repeated-lists.ts";
import type { Rule } from "../rule.ts";

interface Taken extends MergedService {
  readonly key: string;
  readonly host: number;
  readonly container: number;
}

export const portTwice: Rule = {
  id: "port.given-twice",
  meaning: "two services of one environment publish the same port of the host",
  fix: "give one of them another",
  reads: "models",
  about: "environment",
  check: (subject) =>
    subject.lays.flatMap((lay) => {
      const taken = takenPorts(subject, lay);
      return taken.flatMap(({ service, key, host, container }, index) => {
        const first = taken.slice(0, index).find((other) => other.key === key && other.service !== service);
        if (first === undefined) return [];
        return {
          ...portPlace(lay, service.name, container),
          service: service.name,
          message: `port ${String(host)} of the host is ${first.service.name}'s already`,
          fix: `give ${service.name} or ${first.service.name} another port`,
        };
      });
    }),
};

/** Services with profiles may be meant as alternatives. */
function takenPorts(subject: LintSubject, lay: Variant): readonly Taken[] {
  return mergedServices({ ...subject, lays: [lay] })
    .filter(({ service }) => service.profiles.length === 0)
    .flatMap((merged) =>
      merged.service.ports.flatMap(({ host, container, protocol }) =>
        host === undefined ? [] : [{ ...merged, host, container, key: `${String(host)}/${protocol}` }],
      ),
    );
}

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
            ...portPlace(lay, service.name, container),
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

/** A port of the host can be moved; what listens inside stays where it is, and so must everything that asks it. */
export const hostPortInside: Rule = {
  id: "port.host-variable-inside",
  meaning: "a variable that moves a port of the host is used inside a container, where nothing moves with it",
  fix: "write the container's own port there, as a number",
  reads: "files",
  about: "environment",
  check: ({ layers }) => {
    const published = publishedVariables(layers);
    return layers.flatMap(({ file, source }) =>
      source.texts().flatMap((written) =>
        variablesIn(insideText(written))
          .filter(({ name }) => published.has(name))
          .map(({ name }) => ({
            file,
            line: written.line,
            service: written.path[1] ?? null,
            message: `${name} is a port of the host, and is used inside the container (${written.path.slice(2).join(".")})`,
            fix: `write the container's own port in place of \${${name}}`,
          })),
      ),
    );
  },
};

/** The part of a text that a container sees. */
function insideText({ path, text }: YamlText): string {
  const [top, , key, , side] = path;
  if (top !== "services") return "";
  if (key === "ports") {
    if (path.length === 4) return portSides(text).container;
    return side === "target" ? text : "";
  }
  return ["command", "entrypoint", "environment", "expose", "healthcheck"].includes(key ?? "") ? text : "";
}

/** A port more is fine; the same container port at another place of the host is what nobody means. */
export const appendedPorts: Rule = {
  id: "list.ports-appended",
  meaning: "a later layer publishes a container port again elsewhere: Compose appends lists, so both stand",
  fix: "ports: !override",
  reads: "files",
  about: "environment",
  check: (subject) =>
    repeatedLists(subject, ["ports"])
      .filter(({ earlier, list }) => list.some((port) => isElsewhere(port, earlier.list)))
      .map(({ service, earlier, place }) => ({
        ...place,
        service,
        message: `these ports are added to those of ${earlier.layer.file}, not put in their place`,
        fix: "write `ports: !override`",
      })),
};

function isElsewhere(port: unknown, earlier: readonly unknown[]): boolean {
  const same = earlier.filter((before) => containerOf(before) === containerOf(port));
  return same.length > 0 && same.every((before) => JSON.stringify(before) !== JSON.stringify(port));
}

export const replicasFixedPort: Rule = {
  id: "replicas.fixed-host-port",
  meaning: "several replicas are to publish one port of the host, which only one can have",
  fix: "ports: !reset [] and a proxy in front, or a range of host ports",
  reads: "models",
  about: "environment",
  check: (subject) =>
    mergedServices(subject).flatMap(({ service, lay }) =>
      crowded(service).map((container) => ({
        ...portPlace(lay, service.name, container),
        service: service.name,
        message: `${String(service.replicas)} replicas share the host port of ${String(container)}`,
        fix: `ports: !reset [] where it has ${String(service.replicas)} replicas, and a proxy in front`,
      })),
    ),
};

/** Container ports that have fewer ports of the host than there are replicas. */
function crowded({ ports, replicas }: Service): readonly number[] {
  const fixed = ports.filter(({ host }) => host !== undefined);
  const containers = [...new Set(fixed.map(({ container }) => container))];
  return containers.filter(
    (container) => fixed.filter((port) => port.container === container).length < replicas,
  );
}

export const fixedSubnet: Rule = {
  id: "network.fixed-subnet",
  meaning: "a fixed subnet: no second environment beside it, and a clash with whatever else has it",
  fix: "remove ipam; services reach one another by name",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    layers.flatMap((layer) => {
      const networks = at(layer.source.value, ["networks"]);
      return Object.keys(isWritten(networks) ? networks : {}).flatMap((name) =>
        listAt(networks, [name, "ipam", "config"]).flatMap((config, index) => {
          const subnet = textAt(config, ["subnet"]);
          if (subnet === undefined) return [];
          return {
            ...placeIn(layer, ["networks", name, "ipam", "config", String(index), "subnet"]),
            service: null,
            message: isPublic(subnet)
              ? `${subnet} is public address space: whoever has it on the Internet is out of reach`
              : `${subnet} is fixed: a second environment, or another network of the host, cannot have it`,
            fix: "remove `ipam`, and let the engine choose",
          };
        }),
      );
    }),
};

/** Not one of the ranges of RFC 1918, of RFC 6598 or of IPv6's unique local addresses. */
function isPublic(subnet: string): boolean {
  return !/^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:)/iu.test(
    subnet,
  );
}
