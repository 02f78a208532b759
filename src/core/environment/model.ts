import type { ServiceExtras } from "./x-stack.ts";

/** What the merged Compose files come to: read from `docker compose config`, never declared a second time. */
export interface Model {
  readonly services: readonly Service[];
  readonly networks: readonly ModelNetwork[];
  readonly volumes: readonly ModelVolume[];
  readonly secrets: readonly ModelFile[];
  readonly configs: readonly ModelFile[];
}

export interface Service {
  readonly name: string;
  readonly image: string | undefined;
  readonly build: boolean;
  readonly pullPolicy: string | undefined;
  readonly command: readonly string[] | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly replicas: number;
  readonly ports: readonly ServicePort[];
  readonly expose: readonly number[];
  readonly dependencies: readonly Dependency[];
  readonly healthCheck: ServiceHealthCheck | undefined;
  readonly networks: readonly string[];
  readonly networkMode: string | undefined;
  /** Services whose very container it needs, for it uses that one's network, processes, memory or volumes. */
  readonly sharesWith: readonly string[];
  readonly mounts: readonly ServiceMount[];
  readonly secrets: readonly string[];
  readonly configs: readonly string[];
  readonly restart: string;
  readonly memoryLimitBytes: number | undefined;
  readonly cpuLimit: number | undefined;
  readonly gpus: readonly GpuRequest[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stopGraceMs: number | undefined;
  readonly profiles: readonly string[];
  /** Only `docker compose up` can start it: post_start hooks, or configs and secrets it injects itself. */
  readonly needsComposeToStart: boolean;
  /** What is run in each of its containers before it is stopped, in this order. */
  readonly preStop: readonly ServiceHook[];
  readonly extras: ServiceExtras;
}

export interface ServiceHook {
  readonly command: readonly string[];
  /** The container's own where it is left out, as all that follows. */
  readonly user?: string | undefined;
  readonly privileged: boolean;
  readonly workingDirectory?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ServicePort {
  readonly host: number | undefined;
  readonly container: number;
  /** "" means every address of the host. */
  readonly address: string;
  readonly protocol: "tcp" | "udp";
}

export interface Dependency {
  readonly service: string;
  readonly condition: "service_started" | "service_healthy" | "service_completed_successfully";
  /** `required: false`: its failure or absence never blocks. */
  readonly required: boolean;
  /** `restart: true`: this service is restarted when the dependency was recreated. */
  readonly restart: boolean;
}

/** `undefined` fields are left to the engine's defaults. `disabled` turns the image's own check off. */
export type ServiceHealthCheck =
  | { readonly kind: "disabled" }
  | {
      readonly kind: "test";
      readonly test: readonly string[];
      readonly intervalMs: number | undefined;
      readonly timeoutMs: number | undefined;
      readonly startPeriodMs: number | undefined;
      readonly startIntervalMs: number | undefined;
      readonly retries: number | undefined;
    };

export interface ServiceMount {
  readonly kind: "bind" | "volume" | "tmpfs" | "other";
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  /** Compose makes a folder of a missing bind source; with the long form it refuses. */
  readonly createsSource: boolean;
}

export interface GpuRequest {
  /** As it is written; `cdi` for a device by name, `runtime` where the runtime alone asks. */
  readonly driver: string;
  readonly count: number | "all" | undefined;
  readonly deviceIds: readonly string[];
}

interface ModelNetwork {
  readonly key: string;
  readonly name: string;
  readonly external: boolean;
}

export interface ModelVolume {
  readonly key: string;
  readonly name: string;
  readonly external: boolean;
  readonly driver: string | undefined;
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ModelFile {
  readonly key: string;
  readonly path: string | undefined;
  readonly kind: "file" | "environment" | "content" | "external";
}
