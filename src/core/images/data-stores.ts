import type { ImageFacts, PortFacts } from "./image-facts.ts";

const postgresPort: PortFacts = {
  port: 5432,
  portFrom: [{ flag: "-p" }, { env: "PGPORT" }],
  speaks: "postgres",
};
const postgresTools = ["pg_isready", "psql", "pg_dump", "pg_restore", "gosu"];
const redisPort: PortFacts = { port: 6379, portFrom: [{ flag: "--port" }], speaks: "redis" };
const valkeyTools = ["valkey-cli", "valkey-server"];

/** MinIO and its fork: the same routes and variables. */
const s3Ports: readonly PortFacts[] = [
  {
    port: 9000,
    portFrom: [{ flag: "--address" }, { env: "MINIO_ADDRESS" }],
    speaks: "http",
    paths: [
      { path: "/minio/health/live", status: 200 },
      { path: "/minio/health/ready", status: 200 },
      { path: "/minio/health/cluster", status: 200 },
      { path: "/minio/health/cluster/read", status: 200 },
      { path: "/minio/v2/metrics/cluster", status: 403 },
      { path: "/", status: 403 },
    ],
    otherwise: 404,
  },
  {
    port: undefined,
    portFrom: [{ flag: "--console-address" }, { env: "MINIO_CONSOLE_ADDRESS" }],
    speaks: "http",
    paths: [],
    otherwise: 200,
  },
];

const qdrant: ImageFacts = {
  repositories: ["qdrant/qdrant"],
  base: "debian",
  tools: ["qdrant"],
  ports: [
    {
      port: 6333,
      portFrom: [{ env: "QDRANT__SERVICE__HTTP_PORT" }],
      speaks: "http",
      paths: [
        {
          path: "/",
          status: 200,
          body: { kind: "text", text: '{"title":"qdrant - vector search engine"}' },
        },
        { path: "/healthz", status: 200, body: { kind: "text", text: "healthz check passed" } },
        { path: "/livez", status: 200, body: { kind: "text", text: "healthz check passed" } },
        { path: "/readyz", status: 200, body: { kind: "text", text: "all shards are ready" } },
        { path: "/metrics", status: 200, needsKey: true },
        {
          path: "/collections",
          status: 200,
          needsKey: true,
          body: { kind: "text", text: '{"result":{"collections":[]},"status":"ok"}' },
        },
      ],
      otherwise: 404,
      keyFrom: [{ env: "QDRANT__SERVICE__API_KEY" }],
    },
    { port: 6334, portFrom: [{ env: "QDRANT__SERVICE__GRPC_PORT" }], speaks: "tcp" },
  ],
  user: "root",
  dataPaths: ["/qdrant/storage"],
  credentials: { kind: "environment-only" },
  bootLines: ["Loading collections", "Qdrant HTTP listening", "Qdrant gRPC listening"],
};

export const dataStores: readonly ImageFacts[] = [
  {
    repositories: ["pgvector/pgvector"],
    base: "debian",
    tools: postgresTools,
    ports: [postgresPort],
    user: "root",
    dataPaths: ["/var/lib/postgresql"],
    credentials: { kind: "file-variables", suffix: "_FILE" },
    bootLines: ["starting PostgreSQL", "database system is ready to accept connections"],
  },
  {
    repositories: ["postgres"],
    tags: ["alpine"],
    base: "alpine",
    tools: [...postgresTools, "bash"],
    ports: [postgresPort],
    user: "root",
    dataPaths: ["/var/lib/postgresql"],
    credentials: { kind: "file-variables", suffix: "_FILE" },
    bootLines: ["starting PostgreSQL", "database system is ready to accept connections"],
  },
  {
    repositories: ["postgres"],
    base: "debian",
    tools: postgresTools,
    ports: [postgresPort],
    user: "root",
    dataPaths: ["/var/lib/postgresql"],
    credentials: { kind: "file-variables", suffix: "_FILE" },
    bootLines: ["starting PostgreSQL", "database system is ready to accept connections"],
  },
  {
    repositories: ["redis"],
    tags: ["alpine"],
    base: "alpine",
    tools: ["redis-cli", "redis-server"],
    ports: [redisPort],
    user: "root",
    dataPaths: ["/data"],
    credentials: { kind: "environment-only" },
    bootLines: ["Server initialized", "Ready to accept connections tcp"],
  },
  {
    repositories: ["redis"],
    base: "debian",
    tools: ["redis-cli", "redis-server"],
    ports: [redisPort],
    user: "root",
    dataPaths: ["/data"],
    credentials: { kind: "environment-only" },
    bootLines: ["Server initialized", "Ready to accept connections tcp"],
  },
  {
    repositories: ["valkey/valkey"],
    tags: ["alpine"],
    base: "alpine",
    tools: valkeyTools,
    ports: [redisPort],
    user: "root",
    dataPaths: ["/data"],
    credentials: { kind: "environment-only" },
    bootLines: ["Server initialized", "Ready to accept connections tcp"],
  },
  {
    repositories: ["valkey/valkey"],
    base: "debian",
    tools: valkeyTools,
    ports: [redisPort],
    user: "root",
    dataPaths: ["/data"],
    credentials: { kind: "environment-only" },
    bootLines: ["Server initialized", "Ready to accept connections tcp"],
  },
  { ...qdrant, tags: ["unprivileged"], user: "1000" },
  qdrant,
  {
    repositories: ["minio/minio"],
    base: "ubi-micro",
    tools: ["curl", "mc", "minio"],
    ports: s3Ports,
    user: "root",
    dataPaths: ["/data"],
    credentials: { kind: "file-variables", suffix: "_FILE" },
    bootLines: ["MinIO Object Storage Server", "API ready"],
  },
  {
    repositories: ["pgsty/silo", "pgsty/minio"],
    base: "ubi-micro",
    tools: ["curl", "mc", "silo"],
    ports: s3Ports,
    user: "root",
    dataPaths: ["/data"],
    credentials: { kind: "file-variables", suffix: "_FILE" },
    bootLines: ["Object Storage Server", "API ready"],
  },
];
