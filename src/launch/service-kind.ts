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
