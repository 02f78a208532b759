import { node } from "./debian-images.ts";
import { programs } from "./program-image.ts";

const fromBase = (service: string) => ({ extends: { file: "base.yaml", service }, image: programs });

const secrets = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { file: `../secrets/\${STACK_ENVIRONMENT}/${name}` }]));

/** One program that answers under all their names, each with the key that its clients have. */
const api = {
  image: node,
  command: ["node", "/apis.mjs"],
  stop_signal: "SIGKILL",
  networks: ["multimodal-net"],
  secrets: [
    "qdrant_api_key",
    "minio_root_password",
    "vllm_api_key",
    "litellm_master_key",
    "multimodal_worker_api_key",
    "retrieval_proxy_api_key",
  ],
  volumes: ["./apis.mjs:/apis.mjs:ro"],
  "x-stack": { probe: { http: { port: 4000, path: "/health/readiness" } } },
};

/**
 * An environment that is no rehearsal: Debian's own PostgreSQL, Redis and nginx as base.yaml describes them, and, for what
 * no package has, a program that answers as their documented APIs do.
 */
export const realTargetLayer = JSON.stringify({
  services: {
    postgres: { ...fromBase("postgres"), entrypoint: ["docker-entrypoint.sh"] },
    redis: fromBase("redis"),
    nginx: {
      ...fromBase("nginx"),
      entrypoint: ["nginx", "-g", "daemon off;"],
      // Debian's image has no wget
      healthcheck: { test: ["CMD", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/80"] },
    },
    ...Object.fromEntries(
      "qdrant minio vllm litellm multimodal-worker retrieval-proxy openwebui n8n"
        .split(" ")
        .map((name) => [name, api]),
    ),
  },
  networks: { "multimodal-net": {} },
  volumes: { "postgres-17-data": {}, "redis-7-data": {} },
  secrets: secrets("postgres_password", "redis_password", "redis.conf", "tls.crt", "tls.key", ...api.secrets),
});
