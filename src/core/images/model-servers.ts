import type { HttpPath, ImageFacts } from "./image-facts.ts";

const servedModels: HttpPath = {
  path: "/v1/models",
  status: 200,
  needsKey: true,
  body: { kind: "model-list", nameFlag: "--served-model-name", modelFlag: "--model" },
};

const oneAnswer: HttpPath = {
  path: "/v1/chat/completions",
  method: "POST",
  status: 200,
  needsKey: true,
  body: { kind: "text", text: '{"choices":[{"message":{"role":"assistant","content":"Yes."}}]}' },
};
const oneEmbedding: HttpPath = {
  path: "/v1/embeddings",
  method: "POST",
  status: 200,
  needsKey: true,
  body: { kind: "text", text: '{"data":[{"embedding":[0]}]}' },
};

/** Images that load a model, or stand before one. */
export const modelServers: readonly ImageFacts[] = [
  {
    repositories: ["vllm/vllm-openai"],
    base: "ubuntu",
    tools: ["curl", "python3"],
    ports: [
      {
        port: 8000,
        portFrom: [{ flag: "--port" }],
        speaks: "http",
        paths: [
          { path: "/health", status: 200 },
          { path: "/ping", status: 200 },
          { path: "/version", status: 200, body: { kind: "text", text: '{"version":"rehearsal"}' } },
          { path: "/load", status: 200, body: { kind: "text", text: '{"server_load":0}' } },
          { path: "/metrics", status: 200 },
          servedModels,
          oneAnswer,
          oneEmbedding,
        ],
        otherwise: 404,
        getOnly: true,
        keyFrom: [{ flag: "--api-key" }, { env: "VLLM_API_KEY" }],
      },
    ],
    user: "root",
    slowStart: true,
    dataPaths: ["/root/.cache/huggingface"],
    credentials: { kind: "environment-only" },
    bootLines: [
      "Starting to load model",
      "Loading safetensors checkpoint shards: 25% Completed",
      "Loading safetensors checkpoint shards: 100% Completed",
      "Model loading took 9.4 GiB memory and 12.6 seconds",
      "torch.compile takes 21.9 s in total",
      "GPU KV cache size: 87,200 tokens",
      "Graph capturing finished in 14 secs",
      "Application startup complete.",
    ],
  },
  {
    repositories: [
      "berriai/litellm",
      "berriai/litellm-database",
      "berriai/litellm-non_root",
      "litellm/litellm",
    ],
    base: "wolfi",
    tools: ["python3", "/app/.venv/bin/python", "node"],
    ports: [
      {
        port: 4000,
        portFrom: [{ flag: "--port" }, { env: "PORT" }],
        speaks: "http",
        paths: [
          { path: "/health/liveliness", status: 200, body: { kind: "text", text: '"I\'m alive!"' } },
          { path: "/health/liveness", status: 200, body: { kind: "text", text: '"I\'m alive!"' } },
          {
            path: "/health/readiness",
            status: 200,
            body: { kind: "text", text: '{"status":"healthy","db":"connected"}' },
          },
          { path: "/health", status: 200, needsKey: true },
          { path: "/v1/models", status: 200, needsKey: true, body: { kind: "text", text: '{"data":[]}' } },
          { path: "/models", status: 200, needsKey: true, body: { kind: "text", text: '{"data":[]}' } },
          { path: "/", status: 200 },
          oneAnswer,
          oneEmbedding,
        ],
        otherwise: 404,
        getOnly: true,
        keyFrom: [{ env: "LITELLM_MASTER_KEY" }],
      },
    ],
    user: "root",
    slowStart: true,
    dataPaths: [],
    credentials: { kind: "environment-only" },
    bootLines: [
      "Running prisma migrate deploy",
      "All migrations have been applied",
      "Application startup complete.",
    ],
  },
  {
    repositories: ["michaelf34/infinity"],
    base: "ubuntu",
    tools: ["curl", "python3"],
    ports: [
      {
        port: 7997,
        portFrom: [{ flag: "--port" }, { env: "INFINITY_PORT" }],
        speaks: "http",
        paths: [
          { path: "/health", status: 200, body: { kind: "text", text: '{"unix":0}' } },
          { path: "/models", status: 200, needsKey: true, body: { kind: "text", text: '{"data":[]}' } },
          { path: "/v1/models", status: 200, needsKey: true, body: { kind: "text", text: '{"data":[]}' } },
          { path: "/metrics", status: 200 },
          oneEmbedding,
        ],
        otherwise: 404,
        getOnly: true,
        keyFrom: [{ flag: "--api-key" }, { env: "INFINITY_API_KEY" }],
      },
    ],
    user: "root",
    slowStart: true,
    dataPaths: ["/app/.cache"],
    credentials: { kind: "environment-only" },
    bootLines: ["model loading", "model warmed up", "Application startup complete."],
  },
  {
    repositories: ["huggingface/text-embeddings-inference"],
    base: "debian",
    tools: ["curl"],
    ports: [
      {
        port: 80,
        portFrom: [{ flag: "--port" }, { env: "PORT" }],
        speaks: "http",
        paths: [
          { path: "/health", status: 200 },
          { path: "/info", status: 200, needsKey: true },
          { path: "/metrics", status: 200 },
        ],
        otherwise: 404,
        keyFrom: [{ flag: "--api-key" }, { env: "API_KEY" }],
      },
    ],
    user: "root",
    slowStart: true,
    dataPaths: ["/data"],
    credentials: { kind: "environment-only" },
    bootLines: ["Starting download", "Warming up model", "Ready"],
  },
];
