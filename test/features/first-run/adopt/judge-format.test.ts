import { describe, expect, it } from "vitest";
import { judgeFormat } from "../../../../src/features/first-run/adopt/judge-format.ts";
import type { SourceFacts, TargetFacts } from "../../../../src/features/first-run/adopt/judge-format.ts";

function source(change: Partial<SourceFacts> = {}): SourceFacts {
  return { image: undefined, environment: {}, heads: [], hasModel: false, ...change };
}

function target(image: string, change: Partial<TargetFacts> = {}): TargetFacts {
  return { image, volumeKey: "data", environment: {}, ...change };
}

function version(text: string, ownerId = 999): SourceFacts["heads"] {
  return [{ text, ownerId }];
}

const shipped = target("pgvector/pgvector:0.8.6-pg17-bookworm", {
  volumeKey: "postgres-17-data",
  environment: { POSTGRES_USER: "multimodal" },
});

describe("PostgreSQL's files", () => {
  it("of the predecessor are not those of the shipped image, which is a version on", () => {
    const theirs = source({ image: "postgres:16-alpine", heads: version("16\n", 70) });
    expect(judgeFormat("postgres", theirs, shipped)).toEqual({
      kind: "postgres-version",
      written: "16",
      reads: "17",
    });
  });

  it.each([
    ["postgres:16.4", "data"],
    ["registry:5000/postgres:16", "data"],
    ["timescale/timescaledb:2.17.0-pg16", "data"],
    ["example.org/ours:latest", "postgres-16-data"],
    ["postgres:16@sha256:0123", "data"],
  ])("of 16 are read by %s on %s", (image, volumeKey) => {
    const seen = source({ image: "postgres:16", heads: version("16\n") });
    expect(judgeFormat("postgres", seen, target(image, { volumeKey }))).toBeUndefined();
  });

  it("that no version is known of, or none of the image, are left alone", () => {
    expect(judgeFormat("postgres", source(), target("postgres:16"))).toMatchObject({ written: "unknown" });
    const seen = source({ heads: version("16\n") });
    expect(judgeFormat("postgres", seen, target("example.org/ours:latest"))).toMatchObject({
      reads: "unknown",
    });
  });

  it.each([
    ["an Alpine container", source({ image: "postgres:16-alpine", heads: version("16\n", 70) })],
    ["Alpine's user, with no container left", source({ heads: version("16\n", 70) })],
  ])("written by %s are not read by Debian, which sorts otherwise", (_name, seen) => {
    expect(judgeFormat("postgres", seen, target("postgres:16"))?.kind).toBe("postgres-library");
    expect(judgeFormat("postgres", seen, target("postgres:16-alpine"))).toBeUndefined();
  });

  it("have the superuser they were made with", () => {
    const seen = source({ heads: version("17\n") });
    expect(judgeFormat("postgres", seen, shipped)).toEqual({
      kind: "postgres-user",
      written: "postgres",
      reads: "multimodal",
    });
    const same = source({ environment: { POSTGRES_USER: "multimodal" }, heads: version("17\n") });
    expect(judgeFormat("postgres", same, shipped)).toBeUndefined();
  });
});

describe("Redis's files", () => {
  const seen = (...formats: readonly string[]): SourceFacts =>
    source({ heads: formats.map((format) => ({ text: `REDIS${format}\xfa\x09redis-ver`, ownerId: 999 })) });

  it.each([
    ["redis:7.2.16-alpine", ["0012"], "redis-version"],
    ["redis:7.2.16-alpine", ["0009", "0012"], "redis-version"],
    ["redis:7.2.16-alpine", ["0011"], undefined],
    ["redis:7.4-alpine", ["0012"], undefined],
    ["redis:7.2", [], undefined],
    ["redis:7-alpine", ["0012"], undefined],
  ])("are judged for %s by the newest format in them: %s", (image, formats, expected) => {
    expect(judgeFormat("redis", seen(...formats), target(image))?.kind).toBe(expected);
  });
});

describe("Qdrant's files", () => {
  it.each([
    ["qdrant/qdrant:v1.12.0", "qdrant/qdrant:v1.19.2", "qdrant-version"],
    ["qdrant/qdrant:v1.18.3", "qdrant/qdrant:v1.19.2", undefined],
    ["qdrant/qdrant:v1.19.2", "qdrant/qdrant:v1.19.0", undefined],
    ["qdrant/qdrant:v1.19.2", "qdrant/qdrant:v1.18.0", "qdrant-version"],
    ["qdrant/qdrant:v1.18.3", "qdrant/qdrant:v1.19.2-unprivileged", "qdrant-version"],
    ["qdrant/qdrant:latest", "qdrant/qdrant:v1.19.2", "qdrant-version"],
    [undefined, "qdrant/qdrant:v1.19.2", "qdrant-version"],
  ])("of %s go to %s one version at a time", (image, to, expected) => {
    expect(judgeFormat("qdrant", source({ image }), target(to))?.kind).toBe(expected);
  });
});

describe("other files", () => {
  it("of an n8n on SQLite are of no use to one on PostgreSQL", () => {
    const onPostgres = target("n8nio/n8n:2", { environment: { DB_TYPE: "postgresdb" } });
    expect(judgeFormat("n8n", source(), onPostgres)).toEqual({ kind: "n8n-database" });
    expect(judgeFormat("n8n", source(), target("n8nio/n8n:2"))).toBeUndefined();
  });

  it("are copied, models only where the wanted one is among them", () => {
    expect(judgeFormat("files", source(), target("pgsty/silo:RELEASE.2026-09-03T13-18-01Z"))).toBeUndefined();
    expect(judgeFormat("models", source(), target("vllm"))).toEqual({ kind: "other-models" });
    expect(judgeFormat("models", source({ hasModel: true }), target("vllm"))).toBeUndefined();
  });
});
