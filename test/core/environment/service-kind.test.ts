import { describe, expect, it } from "vitest";
import { kindOfImage } from "../../../src/core/environment/service-kind.ts";
import { stopSignalFor } from "../../../src/core/stop/stop-services.ts";

describe("what an image's name says of a service", () => {
  it.each([
    ["pgvector/pgvector:0.8.6-pg17-bookworm", "postgres"],
    ["postgres:17", "postgres"],
    ["stack-test/postgres:15", "postgres"],
    ["registry.example:5000/library/redis:7.2.16-alpine@sha256:00", "redis"],
    ["valkey/valkey:9", "redis"],
    ["qdrant/qdrant:v1.19.2-unprivileged", "qdrant"],
    ["pgsty/silo:RELEASE.2026-09-03T13-18-01Z", "s3"],
    ["docker.n8n.io/n8nio/n8n:2.41.3", "n8n"],
    ["nginx:1.30.4-alpine", "nginx"],
    ["oliver006/redis_exporter:v1.88.0", undefined],
    ["quay.io/prometheuscommunity/postgres-exporter:v0.20.1", undefined],
    ["example/nginx-prometheus-exporter:1", undefined],
    ["n8nio/runners:2.41.3", undefined],
    ["sha256:0123", undefined],
  ])("%s is %s", (image, kind) => {
    expect(kindOfImage(image)).toBe(kind);
  });
});

describe("the signal that ends a service well", () => {
  it("takes the place of SIGTERM only", () => {
    expect(stopSignalFor("nginx", { stopSignal: "" })).toBe("SIGQUIT");
    expect(stopSignalFor("postgres", { stopSignal: "SIGTERM" })).toBe("SIGINT");
    expect(stopSignalFor("postgres", { stopSignal: "SIGQUIT" })).toBeUndefined();
    expect(stopSignalFor("n8n", { stopSignal: "" })).toBeUndefined();
    expect(stopSignalFor(undefined, { stopSignal: "" })).toBeUndefined();
  });
});
