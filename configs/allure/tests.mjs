// What is tested. `real: true`: only the real program can pass it, so it is skipped where stand-ins run.
import { ask, askJson, bearer, check, secret } from "./ask.mjs";
import { connects } from "./connects.mjs";
import { postgresQuery } from "./postgres.mjs";
import { redisCommands } from "./redis.mjs";
import { s3 } from "./s3.mjs";

const health = (service, url) => ({ service, name: "answers its health check", run: () => ask(url) });

/** A picture of one pixel. */
const picture =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

export const tests = [
  { service: "postgres", name: "accepts connections", run: () => connects("postgres", 5432) },
  { service: "redis", name: "accepts connections", run: () => connects("redis", 6379) },
  health("qdrant", "http://qdrant:6333/readyz"),
  health("minio", "http://minio:9000/minio/health/ready"),
  health("vllm", "http://vllm:8000/health"),
  health("litellm", "http://litellm:4000/health/readiness"),
  health("multimodal-worker", "http://multimodal-worker:8001/health"),
  health("retrieval-proxy", "http://retrieval-proxy:8002/health"),
  health("openwebui", "http://openwebui:8080/health"),
  health("n8n", "http://n8n:5678/healthz/readiness"),
  health("nginx", "http://nginx/healthz"),

  { service: "postgres", name: "keeps a row", real: true, run: keepsRow },
  { service: "redis", name: "keeps a key, and asks for the password", real: true, run: keepsKey },
  { service: "qdrant", name: "finds the vector that was written", real: true, run: findsVector },
  { service: "minio", name: "gives back the object that was stored", real: true, run: keepsObject },
  { service: "vllm", name: "refuses a request without its key", real: true, run: modelServerIsClosed },
  { service: "litellm", name: "answers a chat", needs: ["vllm"], real: true, run: answersChat },
  { service: "litellm", name: "refuses a request without its key", real: true, run: gatewayIsClosed },
  {
    service: "litellm",
    name: "embeds a text",
    needs: ["multimodal-worker"],
    real: true,
    run: embedsThroughGateway,
  },
  { service: "multimodal-worker", name: "embeds a text and a picture", real: true, run: embedsBoth },
  {
    service: "retrieval-proxy",
    name: "knows its documents, and asks for the key",
    real: true,
    run: listsDocuments,
  },
  {
    service: "openwebui",
    name: "shows its page",
    real: true,
    run: () => showsPage("http://openwebui:8080/", "Open WebUI"),
  },
  { service: "n8n", name: "shows its page", real: true, run: () => showsPage("http://n8n:5678/", "n8n") },
  { service: "nginx", name: "passes the API on", needs: ["litellm"], real: true, run: passesOn },
];

async function keepsRow() {
  const title = `smoke ${Date.now()}`;
  const rows = await postgresQuery(
    {
      host: "postgres",
      user: "multimodal",
      database: "multimodal",
      password: await secret("postgres_password"),
    },
    `WITH kept AS (INSERT INTO content.items (modality, title, body) VALUES ('text', '${title}', 'x') RETURNING id, title),
     gone AS (DELETE FROM content.items WHERE title LIKE 'smoke %' AND created_at < now() - interval '1 minute')
     SELECT title FROM kept`,
  );
  check(rows[0]?.[0] === title, `the row came back as ${JSON.stringify(rows)}`);
}

async function keepsKey() {
  const key = `smoke:${Date.now()}`;
  const password = await secret("redis_password");
  const [, set, got] = await redisCommands("redis", [
    ["AUTH", password],
    ["SET", key, "kept", "EX", "60"],
    ["GET", key],
  ]);
  check(set === "OK" && got === "kept", `SET answered ${set}, GET answered ${got}`);
  const [refused] = await redisCommands("redis", [["GET", key]]);
  check(/NOAUTH/.test(String(refused)), `without the password it answered ${refused}`);
}

async function findsVector() {
  const headers = { "api-key": await secret("qdrant_api_key") };
  const collection = `http://qdrant:6333/collections/smoke_${Date.now()}`;
  await ask(collection, { method: "PUT", headers, json: { vectors: { size: 4, distance: "Cosine" } } });
  try {
    const points = [
      { id: 1, vector: [1, 0, 0, 0] },
      { id: 2, vector: [0, 1, 0, 0] },
    ];
    await ask(`${collection}/points?wait=true`, { method: "PUT", headers, json: { points } });
    const json = { query: [0.1, 0.9, 0, 0], limit: 1 };
    const found = await askJson(`${collection}/points/query`, { method: "POST", headers, json });
    check(found.result.points[0]?.id === 2, `the nearest was ${JSON.stringify(found.result.points)}`);
  } finally {
    await ask(collection, { method: "DELETE", headers });
  }
}

async function keepsObject() {
  const store = s3({
    endpoint: "http://minio:9000",
    accessKey: "multimodal",
    secretKey: await secret("minio_root_password"),
  });
  const bucket = `/smoke-${Date.now()}`;
  await store("PUT", bucket);
  try {
    await store("PUT", `${bucket}/note`, "kept");
    check((await store("GET", `${bucket}/note`)) === "kept", "the object came back changed");
  } finally {
    await store("DELETE", `${bucket}/note`);
    await store("DELETE", bucket);
  }
}

const question = {
  model: "multimodal-chat",
  max_tokens: 8,
  messages: [{ role: "user", content: "Say hello." }],
};

async function modelServerIsClosed() {
  await ask("http://vllm:8000/v1/models", { expect: 401 });
}

async function answersChat() {
  const headers = await bearer("litellm_master_key");
  const url = "http://litellm:4000/v1/chat/completions";
  const answer = await askJson(url, { method: "POST", headers, json: question, within: 120_000 });
  check(answer.usage?.completion_tokens > 0, `no token came: ${JSON.stringify(answer).slice(0, 200)}`);
}

async function gatewayIsClosed() {
  await ask("http://litellm:4000/v1/chat/completions", { method: "POST", json: question, expect: 401 });
}

async function embedsThroughGateway() {
  const headers = await bearer("litellm_master_key");
  const json = { model: "multimodal-text", input: ["a red bicycle"] };
  const answer = await askJson("http://litellm:4000/v1/embeddings", { method: "POST", headers, json });
  check(
    answer.data[0].embedding.length === 1024,
    `the vector has ${answer.data[0].embedding.length} dimensions`,
  );
}

async function embedsBoth() {
  const headers = await bearer("multimodal_worker_api_key");
  const url = "http://multimodal-worker:8001/v1/embeddings";
  const text = await askJson(url, {
    method: "POST",
    headers,
    json: { model: "multimodal-text", input: ["hello"] },
  });
  check(
    text.data[0].embedding.length === 1024,
    `a text's vector has ${text.data[0].embedding.length} dimensions`,
  );
  const json = { model: "multimodal-image", modality: "image", input: [picture] };
  const image = await askJson(url, { method: "POST", headers, json, within: 60_000 });
  check(
    image.data[0].embedding.length === 512,
    `a picture's vector has ${image.data[0].embedding.length} dimensions`,
  );
}

async function listsDocuments() {
  const headers = { "x-api-key": await secret("retrieval_proxy_api_key") };
  await ask("http://retrieval-proxy:8002/documents/pipeline_status", { headers });
  const refused = await fetch("http://retrieval-proxy:8002/documents/pipeline_status");
  check([401, 403].includes(refused.status), `without the key it answered ${refused.status}`);
}

async function showsPage(url, word) {
  const page = await ask(url);
  check(page.includes(word), `the page does not say "${word}"`);
}

async function passesOn() {
  const headers = await bearer("litellm_master_key");
  const response = await fetch("http://nginx/v1/models", { headers, redirect: "manual" });
  // production answers on port 80 with the way to 443, whose certificate is its own
  check([200, 308].includes(response.status), `nginx answered ${response.status}`);
}
