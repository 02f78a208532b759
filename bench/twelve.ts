import { asksPage, asksPort, echo, page } from "./services.ts";

type Kind = "page" | "echo";

/** Port, what it depends on, and its health check's timings, as the original stack has them. */
interface Twelfth {
  readonly kind: Kind;
  readonly port: number;
  readonly healthy: readonly string[];
  readonly started: readonly string[];
  readonly timings: Readonly<Record<string, string | number>>;
}

const usual = { interval: "30s", timeout: "10s", retries: 3 };
const patient = { ...usual, start_period: "60s" };
const stores = ["postgres", "qdrant", "redis"];

/** Twelve services, five deep: what waits for whom, and timings that make `up --wait` take minutes. */
const twelve: Readonly<Record<string, Twelfth>> = {
  postgres: service("echo", 5432, usual),
  redis: service("echo", 6379, usual),
  qdrant: service("page", 6333, { ...usual, start_period: "30s" }),
  minio: service("page", 9000, { ...patient, retries: 5 }),
  vllm: service("page", 8000, { interval: "60s", timeout: "30s", retries: 5, start_period: "180s" }),
  litellm: service("page", 4000, usual, ["vllm", "postgres"]),
  "multimodal-worker": service("page", 8001, usual, [...stores, "minio"]),
  "retrieval-proxy": service("page", 8002, usual, [...stores, "multimodal-worker"]),
  "ai-agents": service("page", 8003, patient, [...stores, "vllm", "multimodal-worker", "retrieval-proxy"]),
  "ai-agents-web": service("page", 3000, patient, ["ai-agents"]),
  openwebui: service("page", 8080, patient, [], ["vllm"]),
  nginx: service("page", 80, usual, [], ["openwebui", "litellm", "multimodal-worker", "retrieval-proxy"]),
};

export interface TwelveOptions {
  /** Without them `up -d` waits for nobody: the least that starting can take. */
  readonly dependencies: boolean;
  /** A hand-made overlay: the engine itself asks every 200 ms while a service starts. */
  readonly startInterval?: string;
  /** Host ports, one a service. */
  readonly ports: readonly number[];
}

export function twelveServices(options: TwelveOptions): Readonly<Record<string, unknown>> {
  const services = Object.entries(twelve).map(([name, each], index) => [name, written(each, index, options)]);
  return { services: Object.fromEntries(services) };
}

export const twelveCount = Object.keys(twelve).length;

function service(
  kind: Kind,
  port: number,
  timings: Twelfth["timings"],
  ...[healthy = [], started = []]: readonly (readonly string[])[]
): Twelfth {
  return { kind, port, timings, healthy, started };
}

function written(
  { kind, port, timings, healthy, started }: Twelfth,
  index: number,
  options: TwelveOptions,
): unknown {
  const overlay =
    options.startInterval === undefined
      ? {}
      : { start_period: "600s", start_interval: options.startInterval };
  const conditions = [
    ...healthy.map((name) => [name, { condition: "service_healthy" }] as const),
    ...started.map((name) => [name, { condition: "service_started" }] as const),
  ];
  return {
    ...(kind === "page" ? page(port) : echo(port)),
    healthcheck: { test: kind === "page" ? asksPage(port) : asksPort(port), ...timings, ...overlay },
    ports: [`127.0.0.1:${String(options.ports[index])}:${String(port)}`],
    ...(options.dependencies ? { depends_on: Object.fromEntries(conditions) } : {}),
  };
}
