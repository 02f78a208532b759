/** The services of the shipped stack's first layer, in the order of their names. */
export const eleven: readonly string[] = [
  "litellm",
  "minio",
  "multimodal-worker",
  "n8n",
  "nginx",
  "openwebui",
  "postgres",
  "qdrant",
  "redis",
  "retrieval-proxy",
  "vllm",
];
