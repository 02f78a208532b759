import { programs } from "./program-image.ts";

/**
 * The last layer of the test: production as it is shipped, with Debian's programs in place of the images. Nothing else
 * changes: users, read-only roots, dropped capabilities, mounts, secrets and commands are the shipped ones. The variants
 * are other environments' own definitions of the same service, on volumes of their own.
 */
export const programLayer = `
services:
  postgres: { image: "${programs}", entrypoint: [docker-entrypoint.sh] }
  postgres-development:
    extends: { file: base.yaml, service: postgres }
    image: "${programs}"
    entrypoint: [docker-entrypoint.sh]
    ports: !reset []
    volumes: ["postgres-development:/var/lib/postgresql/data"]

  redis: { image: "${programs}" }
  redis-development:
    extends: { file: base.yaml, service: redis }
    image: "${programs}"
    ports: !reset []
    volumes: ["redis-development:/data"]
  redis-optimized:
    extends: { file: base.yaml, service: redis }
    image: "${programs}"
    ports: !reset []
    command: [redis-server, /usr/local/etc/redis/optimized.conf]
    volumes:
      - redis-optimized:/data
      - ../configs/redis/optimized.conf:/usr/local/etc/redis/optimized.conf:ro

  nginx: { image: "${programs}", entrypoint: [nginx, -g, "daemon off;"] }
  nginx-development:
    extends: { file: base.yaml, service: nginx }
    image: "${programs}"
    entrypoint: [nginx, -g, "daemon off;"]
    ports: !override ["127.0.0.1::80"]
  nginx-optimized:
    extends: { file: base.yaml, service: nginx }
    image: "${programs}"
    entrypoint: [nginx, -g, "daemon off;"]
    ports: !override ["127.0.0.1::80"]
    volumes: ["../configs/nginx/sites/optimized.conf:/etc/nginx/conf.d/default.conf:ro"]

  prometheus: { image: "${programs}", entrypoint: [prometheus] }
  postgres-exporter: { image: "${programs}", entrypoint: [prometheus-postgres-exporter] }
  redis-exporter: { image: "${programs}", entrypoint: [prometheus-redis-exporter] }
  node-exporter: { image: "${programs}", entrypoint: [prometheus-node-exporter] }

  answers:
    image: "${programs}"
    entrypoint: [nginx, -c, /answers.conf, -g, "daemon off;"]
    volumes: ["./answers.conf:/answers.conf:ro"]
    networks:
      multimodal-net:
        aliases: [openwebui, litellm, multimodal-worker, retrieval-proxy, vllm, qdrant, minio, n8n, gpu-exporter]

volumes:
  postgres-development: {}
  redis-development: {}
  redis-optimized: {}
`;

/** Stands in for what nginx passes on to and for what Prometheus asks; Qdrant's metrics want the key. */
export const answersConfiguration = `
events {}
http {
  access_log off;
  default_type text/plain;
  server {
    listen 4000; listen 5678; listen 8000; listen 8001; listen 8002; listen 8080; listen 9000; listen 9835;
    location = /metrics { return 200 "stand_in 1\\n"; }
    location = /minio/v2/metrics/cluster { return 200 "stand_in 1\\n"; }
    location / { return 200 "$server_port $request_method $request_uri $http_x_forwarded_proto"; }
  }
  server {
    listen 6333;
    location = /metrics {
      if ($http_authorization !~ "^Bearer .{40}$") { return 401; }
      return 200 "stand_in 1\\n";
    }
  }
}
`;
