import { describe, expect, test } from "vitest";
import { judgeFormat } from "../../src/features/first-run/adopt/judge-format.ts";
import type { SourceFacts } from "../../src/features/first-run/adopt/judge-format.ts";
import { matchVolumes } from "../../src/features/first-run/adopt/match-volumes.ts";
import { predecessorSecrets, predecessorStores } from "../../src/features/first-run/adopt/predecessor.ts";
import { found, shippedModel } from "./shipped.ts";

/** What the predecessor ran, as its Compose file names it; Redis 7 was 7.4 by then. */
const images: Readonly<Record<string, string>> = {
  postgres: "postgres:16-alpine",
  redis: "redis:7-alpine",
  qdrant: "qdrant/qdrant:v1.12.0",
};
const heads: Readonly<Record<string, string>> = { postgres: "16\n", redis: "REDIS0012" };

const model = await shippedModel("development", "single-gpu");
const { pairs, others } = matchVolumes(
  predecessorStores.map(({ volume }) => ({
    name: `llm-multimodal-stack_${volume}`,
    createdAt: "",
    labels: { "com.docker.compose.volume": volume },
    driver: "local",
    options: {},
  })),
  [],
  model,
);

describe("what the shipped development takes over of its predecessor", () => {
  test("has a place for every one of its stores", () => {
    expect(others).toEqual([]);
    expect(pairs.map(({ store }) => store.volume)).toEqual(predecessorStores.map(({ volume }) => volume));
  });

  test("is what its programs can read, as the README says", () => {
    const judged = pairs.map(({ store, service, target }) => {
      const text = heads[store.service];
      const facts: SourceFacts = {
        image: images[store.service],
        environment: {},
        heads: text === undefined ? [] : [{ text, ownerId: 70 }],
        hasModel: false,
      };
      const { image = "", environment } = service;
      const why = judgeFormat(store.format, facts, { image, environment, volumeKey: target.key });
      return [store.volume, why?.kind ?? "copied"];
    });
    expect(Object.fromEntries(judged)).toEqual({
      postgres_data: "postgres-version",
      redis_data: "redis-version",
      qdrant_data: "qdrant-version",
      minio_data: "copied",
      openwebui_data: "copied",
      n8n_data: "n8n-database",
      vllm_cache: "other-models",
    });
  });

  test("has a secret of the same name for each one that the data needs", () => {
    const missing = predecessorSecrets.filter(({ name }) => found.manifest.secrets[name] === undefined);
    expect(missing).toEqual([]);
  });
});
