import type { Container } from "../../../world/engine/container.ts";
import type { NetworkSummary, Volume } from "../../../world/engine/engine.ts";
import { composeLabels } from "../../../world/compose/labels.ts";
import { isMadeByCompose } from "../../../core/ownership/compose-labels.ts";
import type { Seen } from "../../../core/ownership/judge-ownership.ts";
import type { Removal } from "../../../core/stop/take-down.ts";

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

/**
 * What the stack's predecessor, `start-environment.sh`, leaves behind. It has one Compose project, named after the folder
 * it was cloned into, and gives its containers fixed names, which Compose itself never would.
 */
export function originalStack({ containers, networks, volumes }: Omit<Seen, "ownFolders">): Removal {
  const own = containers.filter(isOfOriginal);
  const projects = new Set([defaultProject, ...own.map(({ labels }) => labels[composeLabels.project] ?? "")]);
  const strangers = containers.filter((each) => !own.includes(each));
  const isJoined = ({ id }: NetworkSummary): boolean =>
    strangers.some(({ networkIds }) => networkIds.includes(id));
  const isOwnNetwork = (network: NetworkSummary): boolean =>
    projects.has(network.labels[composeLabels.project] ?? "") &&
    network.labels[composeLabels.network] === networkKey;
  return {
    containers: own,
    networks: networks.filter((network) => isOwnNetwork(network) && !isJoined(network)),
    volumes: [],
    stays: volumes
      .filter((volume) => isOwnVolume(volume, projects))
      .map(({ name }) => ({ kind: "volume", name, why: { kind: "data" } })),
  };
}

const defaultProject = "llm-multimodal-stack";
const networkKey = "multimodal-net";
const services: ReadonlySet<string> = new Set([
  "postgres",
  "redis",
  "qdrant",
  "minio",
  "vllm",
  "litellm",
  "multimodal-worker",
  "retrieval-proxy",
  "ai-agents",
  "ai-agents-web",
  "search-engine",
  "memory-system",
  "user-management",
  "openwebui",
  "n8n",
  "nginx",
]);
const volumePattern =
  /^(?:(?:postgres|redis|qdrant|minio|openwebui|n8n)(?:_optimized)?_data|(?:vllm|multimodal)(?:_optimized)?_cache)$/u;

/** Labels and names can be put on anything: it must be Compose that made it, under a name that only a file gives. */
function isOfOriginal(container: Container): boolean {
  const { name, labels } = container;
  const project = labels[composeLabels.project];
  const service = labels[composeLabels.service];
  if (project === undefined || service === undefined) return false;
  const given = service.replace(/^multimodal-/u, "");
  const isFixed = [`multimodal-${given}`, `multimodal-${given}-optimized`, `${service}-optimized`].includes(
    name,
  );
  return services.has(service) && isFixed && isMadeByCompose(container);
}

function isOwnVolume({ labels }: Volume, projects: ReadonlySet<string>): boolean {
  const isTheirs = projects.has(labels[composeLabels.project] ?? "");
  return isTheirs && volumePattern.test(labels[composeLabels.volume] ?? "");
}
