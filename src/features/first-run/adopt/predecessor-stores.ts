/** What a store's files depend on, beyond being there. */
export type StoreFormat = "postgres" | "redis" | "qdrant" | "n8n" | "models" | "files";

/** A volume of `start-environment.sh`, and where what it holds belongs now. */
export interface PredecessorStore {
  /** Its key in the predecessor's Compose file. */
  readonly volume: string;
  /** Has the same name in both. */
  readonly service: string;
  /** Where the service keeps it, then and now: whatever the volume is called that lies there is its counterpart. */
  readonly target: string;
  readonly format: StoreFormat;
}

export const predecessorStores: readonly PredecessorStore[] = [
  {
    volume: "postgres_data",
    service: "postgres",
    target: "/var/lib/postgresql/data",
    format: "postgres",
  },
  { volume: "redis_data", service: "redis", target: "/data", format: "redis" },
  { volume: "qdrant_data", service: "qdrant", target: "/qdrant/storage", format: "qdrant" },
  { volume: "minio_data", service: "minio", target: "/data", format: "files" },
  { volume: "openwebui_data", service: "openwebui", target: "/app/backend/data", format: "files" },
  { volume: "n8n_data", service: "n8n", target: "/home/node/.n8n", format: "n8n" },
  { volume: "vllm_cache", service: "vllm", target: "/root/.cache", format: "models" },
];

/** What its data cannot be read without, and the service whose container knows it. */
export interface PredecessorSecret {
  readonly name: string;
  readonly service: string;
  /** The volume that makes it worth having. */
  readonly volume: string;
  /** Without the volume's files as well: what is brought over by hand needs it too. */
  readonly always: boolean;
}

export const predecessorSecrets: readonly PredecessorSecret[] = [
  { name: "POSTGRES_PASSWORD", service: "postgres", volume: "postgres_data", always: false },
  // LiteLLM kept its own tables in the same database
  { name: "LITELLM_SALT_KEY", service: "litellm", volume: "postgres_data", always: false },
  { name: "MINIO_ROOT_PASSWORD", service: "minio", volume: "minio_data", always: false },
  { name: "WEBUI_SECRET_KEY", service: "openwebui", volume: "openwebui_data", always: false },
  { name: "N8N_ENCRYPTION_KEY", service: "n8n", volume: "n8n_data", always: true },
];
