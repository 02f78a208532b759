import type { Service } from "./model.ts";
import { isLogical, isStore } from "../images/is-store.ts";

/** What each service is, by its name: as it was declared, or as its image and what it starts there say. */
export function kindsOf(services: readonly Service[]): Readonly<Record<string, string>> {
  return Object.fromEntries(services.map((service) => [service.name, kindOfService(service, services)]));
}

/** A client of a store, say, although its image is the store's. */
const nothingSpecial = "none";

function kindOfService(service: Service, services: readonly Service[]): string {
  const { extras, image = "" } = service;
  if (extras.kind !== undefined) return extras.kind;
  const kind = kindOfImage(image) ?? nothingSpecial;
  if (!isLogical(kind)) return kind;
  const others = services.filter(
    (each) => each !== service && (each.extras.kind ?? kindOfImage(each.image ?? "")) === kind,
  );
  return isStore(kind, service, others) ? kind : nothingSpecial;
}

/** What a container runs, as far as stopping and saving it goes, from its image's name; undefined for anything else. */
export function kindOfImage(image: string): string | undefined {
  const name = /([^/:@]+)(?::[^/]*)?(?:@.*)?$/u.exec(image)?.[1] ?? "";
  if (name.includes("exporter")) return undefined;
  return kindsByImage.find(([pattern]) => pattern.test(name))?.[1];
}

const kindsByImage: readonly (readonly [RegExp, string])[] = [
  [/^(?:postgres|pgvector|timescaledb)/u, "postgres"],
  [/^(?:redis|valkey)/u, "redis"],
  [/^qdrant/u, "qdrant"],
  [/^(?:minio|silo)$/u, "s3"],
  [/^n8n$/u, "n8n"],
  [/^nginx/u, "nginx"],
  [/^elasticsearch/u, "elasticsearch"],
  [/^vllm/u, "model-server"],
];

/** They hold what others work on: they stop last. */
export const storeKinds: ReadonlySet<string> = new Set([
  "postgres",
  "redis",
  "qdrant",
  "s3",
  "elasticsearch",
]);
