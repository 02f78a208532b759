import { describe, expect, it } from "vitest";
import { configSchema } from "../../../../src/core/environment/config-schema.ts";
import { modelFromConfig } from "../../../../src/core/environment/model-from-config.ts";
import type { Model } from "../../../../src/core/environment/model.ts";
import { matchVolumes } from "../../../../src/features/first-run/adopt/match-volumes.ts";
import type { Volume } from "../../../../src/world/engine/engine.ts";

function source(key: string, project = "llm-multimodal-stack"): Volume {
  const labels = { "com.docker.compose.project": project, "com.docker.compose.volume": key };
  return { name: `${project}_${key}`, createdAt: "", driver: "local", options: {}, labels };
}

function modelWith(
  change: Readonly<Record<string, unknown>> = {},
  target = "/var/lib/postgresql/data",
): Model {
  const key = "postgres-17-data";
  const document = configSchema.parse({
    services: { postgres: { image: "postgres:17", volumes: [{ type: "volume", source: key, target }] } },
    volumes: { [key]: { name: `multimodal-development_${key}`, ...change } },
  });
  return modelFromConfig(document, new Map());
}

describe("the counterpart of a predecessor's volume", () => {
  it("is what its service keeps in the same place now, whatever it is called", () => {
    const { pairs, others } = matchVolumes([source("postgres_data")], [], modelWith());
    expect(pairs.map(({ target }) => target.name)).toEqual(["multimodal-development_postgres-17-data"]);
    expect(others).toEqual([]);
  });

  it.each([
    ["of a service there is none of", source("redis_data"), modelWith()],
    ["nobody here knows", source("grafana_data"), modelWith()],
    ["of the optimized environment", source("postgres_optimized_data"), modelWith()],
    ["kept elsewhere now", source("postgres_data"), modelWith({}, "/var/lib/postgresql")],
    ["whose place somebody else fills", source("postgres_data"), modelWith({ external: true })],
    [
      "whose place is a folder of the host",
      source("postgres_data"),
      modelWith({ driver_opts: { o: "bind" } }),
    ],
  ])("is none for a volume %s", (_name, volume, model) => {
    const { pairs, others } = matchVolumes([volume], [], model);
    expect([pairs, others.map(({ why }) => why.kind)]).toEqual([[], ["nothing-like-it"]]);
  });

  it("is not guessed where the predecessor was cloned twice", () => {
    const both = [source("postgres_data"), source("postgres_data", "box")];
    const { pairs, others } = matchVolumes(both, [], modelWith());
    expect(pairs).toEqual([]);
    expect(others.map(({ why }) => why)).toEqual([
      { kind: "several", names: both.map(({ name }) => name) },
      { kind: "several", names: both.map(({ name }) => name) },
    ]);
  });
});
