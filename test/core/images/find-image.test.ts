import { describe, expect, test } from "vitest";
import { findImage } from "../../../src/core/images/find-image.ts";

describe("findImage", () => {
  test.each([
    ["postgres:17", "postgres", "debian"],
    ["postgres:17-alpine", "postgres", "alpine"],
    ["docker.io/library/postgres:17", "postgres", "debian"],
    ["localhost:5000/postgres", "postgres", "debian"],
    ["harbor.example/hub/library/redis:8.2-alpine", "redis", "alpine"],
    ["harbor.example/hub/pgvector/pgvector:0.8.6-pg17-bookworm", "pgvector/pgvector", "debian"],
    ["public.ecr.aws/docker/library/nginx:1.30.4-alpine-slim", "nginx", "alpine"],
    ["docker.n8n.io/n8nio/n8n:2.41.3", "n8nio/n8n", "alpine"],
    [`qdrant/qdrant:v1.19.2@sha256:${"a".repeat(64)}`, "qdrant/qdrant", "debian"],
    ["nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-distroless", "nvidia/k8s/dcgm-exporter", "none"],
    ["nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-ubuntu22.04", "nvidia/k8s/dcgm-exporter", "ubuntu"],
    ["oliver006/redis_exporter:v1.88.0", "oliver006/redis_exporter", "none"],
    ["oliver006/redis_exporter:v1.88.0-alpine", "oliver006/redis_exporter", "alpine"],
    ["docker.elastic.co/elasticsearch/elasticsearch:9.5.2", "elasticsearch/elasticsearch", "ubi-minimal"],
  ])("knows %s", (reference, repository, base) => {
    const facts = findImage(reference);
    expect(facts?.repositories).toContain(repository);
    expect(facts?.base).toBe(base);
  });

  test.each([
    "someone/redis:7",
    "bitnami/postgresql:17",
    "ghcr.io/someone/redis",
    "redis-stack",
    "",
    ":8",
    "@",
  ])("takes nothing for granted about %s", (reference) => {
    expect(findImage(reference)).toBeUndefined();
  });
});
