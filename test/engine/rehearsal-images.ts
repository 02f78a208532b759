/** Health checks as the images' own documentation and this project's layers write them; each fits its image. */
export interface DocumentedCheck {
  readonly image: string;
  readonly test: readonly string[];
  readonly more?: Readonly<Record<string, unknown>>;
}

const shell = (line: string): readonly string[] => ["CMD-SHELL", line];
const curl = (url: string): readonly string[] => ["CMD", "curl", "-fsS", url];
const wget = (url: string): readonly string[] => ["CMD", "wget", "-qO", "/dev/null", url];
const python = (url: string): readonly string[] => [
  "CMD",
  "python3",
  "-c",
  `import urllib.request as u;u.urlopen('${url}',timeout=4)`,
];
const host = "http://127.0.0.1";
const readyz = String.raw`exec 3<>/dev/tcp/127.0.0.1/6333; printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3; grep -q '200 OK' <&3`;

export const documentedChecks: Readonly<Record<string, DocumentedCheck>> = {
  pgvector: {
    image: "pgvector/pgvector:0.8.6-pg17-bookworm",
    test: shell('pg_isready -h 127.0.0.1 -U "$POSTGRES_USER" -d "$POSTGRES_DB"'),
    more: { environment: { POSTGRES_USER: "one", POSTGRES_DB: "two" }, user: "999:999", read_only: true },
  },
  redis: {
    image: "redis:8.2-alpine",
    test: shell("redis-cli ping | grep -q PONG"),
    more: { user: "999:1000", read_only: true, cap_drop: ["ALL"] },
  },
  "redis-with-password": {
    image: "redis:7.2.16-alpine",
    test: shell("redis-cli ping | grep -q PONG"),
    more: { command: ["redis-server", "--requirepass", "word"], environment: { REDISCLI_AUTH: "word" } },
  },
  valkey: { image: "valkey/valkey:9.0.8-alpine", test: shell("valkey-cli ping | grep -q PONG") },
  qdrant: { image: "qdrant/qdrant:v1.19.2", test: ["CMD", "timeout", "3", "bash", "-c", readyz] },
  minio: {
    image: "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z",
    test: ["CMD", "mc", "ready", "local"],
    more: { command: ["server", "/data"] },
  },
  silo: {
    image: "pgsty/silo:RELEASE.2026-09-03T13-18-01Z",
    test: ["CMD", "silo", "healthcheck", "ready"],
    more: { command: ["server", "/data", "--console-address", ":9001"] },
  },
  vllm: {
    image: "vllm/vllm-openai:v0.27.1",
    test: curl(`${host}:8000/health`),
    more: { command: ["Qwen/Qwen3-14B-AWQ"], volumes: ["cache:/root/.cache/huggingface"] },
  },
  litellm: { image: "ghcr.io/berriai/litellm:v1.108.12", test: python(`${host}:4000/health/liveliness`) },
  openwebui: { image: "ghcr.io/open-webui/open-webui:v0.12.4", test: [] },
  n8n: { image: "docker.n8n.io/n8nio/n8n:2.41.3", test: wget(`${host}:5678/healthz/readiness`) },
  nginx: { image: "nginx:1.30.4-alpine", test: curl(`${host}/healthz`), more: { read_only: true } },
  "nginx-slim": {
    image: "nginx:1.30.4-alpine-slim",
    test: wget(`${host}:8081/any`),
    more: { expose: ["8081"] },
  },
  infinity: { image: "michaelf34/infinity:0.0.77-cpu", test: curl(`${host}:7997/health`) },
  lightrag: {
    image: "ghcr.io/hkuds/lightrag:v1.5.7",
    test: python(`${host}:8002/health`),
    more: { environment: { PORT: "8002" } },
  },
  prometheus: { image: "prom/prometheus:v3.14.0", test: wget(`${host}:9090/-/ready`) },
  grafana: {
    image: "grafana/grafana:13.2.3",
    test: wget(`${host}:3000/api/health`),
    more: { read_only: true },
  },
  "node-exporter": { image: "prom/node-exporter:v1.12.1", test: wget(`${host}:9100/metrics`) },
  cadvisor: { image: "ghcr.io/google/cadvisor:0.60.5", test: [] },
  "postgres-exporter": {
    image: "quay.io/prometheuscommunity/postgres-exporter:v0.20.1",
    test: wget(`${host}:9187/metrics`),
  },
  "redis-exporter": { image: "oliver006/redis_exporter:v1.88.0-alpine", test: wget(`${host}:9121/health`) },
  elasticsearch: {
    image: "elasticsearch:9.5.2",
    test: shell(
      `curl -fsS -u "elastic:$ELASTIC_PASSWORD" '${host}:9200/_cluster/health?wait_for_status=yellow&timeout=5s'`,
    ),
    more: { environment: { ELASTIC_PASSWORD: "word" } },
  },
  kibana: {
    image: "docker.elastic.co/kibana/kibana:9.5.2",
    test: shell("curl -sI 127.0.0.1:5601 | grep 302"),
  },
  logstash: { image: "logstash:9.5.2", test: curl(`${host}:9600/?pretty`) },
  allure: { image: "frankescobar/allure-docker-service:2.35.1", test: [] },
  "a-node-program": {
    image: "node:24-alpine",
    test: ["CMD", "node", "-e", `fetch("${host}:3000/x").then((r) => process.exit(r.ok ? 0 : 1))`],
    more: { expose: ["3000"], user: "node" },
  },
};

/** Checks that fail on the real image, and what the engine's health log says of each. */
export const brokenChecks: Readonly<Record<string, DocumentedCheck & { readonly says: string }>> = {
  "wrong-port": {
    image: "vllm/vllm-openai:v1",
    test: curl(`${host}:8001/health`),
    says: "Failed to connect",
  },
  "moved-port": {
    image: "vllm/vllm-openai:v1",
    test: curl(`${host}:8000/health`),
    more: { command: ["model", "--port", "8100"] },
    says: "Failed to connect",
  },
  "wrong-path": { image: "qdrant/qdrant:v1", test: shell(readyz.replace("/readyz", "/ready")), says: "" },
  "needs-the-key": {
    image: "vllm/vllm-openai:v1",
    test: curl(`${host}:8000/v1/models`),
    more: { environment: { VLLM_API_KEY: "word" } },
    says: "401",
  },
  "get-only": {
    image: "hkuds/lightrag:v1",
    test: shell(
      "python3 -c \"import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:9621/health', method='HEAD'))\"",
    ),
    says: "405",
  },
  "no-curl": { image: "qdrant/qdrant:v1", test: curl(`${host}:6333/readyz`), says: "not found" },
  "no-wget-in-a-shell": { image: "postgres:17", test: shell(`wget -qO- ${host}:5432`), says: "not found" },
  "no-shell": { image: "oliver006/redis_exporter:v1", test: shell("true"), says: "/bin/sh" },
  "no-answer-to-a-stranger": {
    image: "redis:8.2-alpine",
    test: shell("redis-cli ping | grep -q PONG"),
    more: { command: ["redis-server", "--requirepass", "word"] },
    says: "",
  },
  "the-host-port": {
    image: "redis:8.2-alpine",
    test: shell("redis-cli -p 26380 ping | grep PONG"),
    says: "Could not connect",
  },
};
