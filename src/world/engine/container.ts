type ContainerState = "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";

/** One row of `docker ps -a`. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  /** Which of what the engine keeps under that id is run, where it keeps more than one thing there. */
  readonly manifestId?: string | undefined;
  readonly state: ContainerState;
  /** As `docker ps` words it: "Up 2 hours (healthy)". */
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
  /** It has no network of its own but the host's: what it listens on, it holds there. */
  readonly hostNetwork?: boolean;
  /** Ids of the networks it is joined to, also while it does not run. */
  readonly networkIds: readonly string[];
  /** Names of the volumes it mounts. */
  readonly volumes: readonly string[];
}

export interface PublishedPort {
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: "tcp" | "udp" | "sctp";
}

export interface ContainerDetail {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  /** Which of what the engine keeps under that id is run, where it keeps more than one thing there. */
  readonly manifestId?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: ContainerState;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** What the engine says when it could not start the container. */
  readonly error: string;
  /** Noted by the engine a moment after the start: the first log lines can be a few milliseconds older. */
  readonly startedAt: Date | undefined;
  readonly finishedAt: Date | undefined;
  /** By the engine itself, since somebody last started it. */
  readonly restartCount: number;
  readonly restartPolicy: RestartPolicy;
  readonly health: ContainerHealth | undefined;
  /** The networks it is joined to; an address is "" while it does not run. */
  readonly networks: readonly { readonly id: string; readonly name: string; readonly address: string }[];
  readonly ports: readonly PublishedPort[];
  /** Ports the image or the model declares, published or not. */
  readonly exposedTcpPorts: readonly number[];
  /** The health check the engine runs, the image's own included; undefined when there is none or it is disabled. */
  readonly healthCheck: EngineHealthCheck | undefined;
  readonly mounts: readonly Mount[];
  /** Cards it was given when it was made, each by index, by UUID, or `all`; by number alone: none is named. */
  readonly gpus: readonly GivenGpus[];
  /** What the engine sends to stop it: the model's, or the image's; "" is SIGTERM. */
  readonly stopSignal: string;
  /** How long it then has, before it is killed. */
  readonly stopGraceMs: number;
}

/** What a container was made with, of what Compose files say. Values of secrets are among it. */
export interface MadeWith {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  readonly user: string;
  readonly workingDirectory: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly healthCheck: EngineHealthCheck | undefined;
  readonly restartPolicy: RestartPolicy;
  readonly memoryBytes: number;
  readonly logDriver: string;
  readonly privileged: boolean;
  readonly isReadOnly: boolean;
  /** As asked for: the host's port is undefined where the engine was to choose one. */
  readonly ports: readonly {
    readonly hostAddress: string;
    readonly hostPort: number | undefined;
    readonly containerPort: number;
    readonly protocol: string;
  }[];
  readonly mounts: readonly (Mount & { readonly isReadOnly: boolean })[];
  /** Names of the networks it is joined to. */
  readonly networks: readonly string[];
}

export interface GivenGpus {
  readonly ids: readonly string[];
}

/** What the engine does when it ends by itself; `retries`: how often at most, 0 without end. */
export interface RestartPolicy {
  readonly name: "no" | "always" | "unless-stopped" | "on-failure";
  readonly retries: number;
}

export interface Mount {
  readonly type: string;
  readonly name: string | undefined;
  readonly source: string;
  readonly destination: string;
}

export interface EngineHealthCheck {
  /** `["CMD", …]` or `["CMD-SHELL", line]`. */
  readonly test: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly startPeriodMs: number;
  readonly retries: number;
}

export interface ContainerHealth {
  readonly status: "starting" | "healthy" | "unhealthy";
  readonly failingStreak: number;
  readonly log: readonly {
    readonly start: Date;
    readonly end: Date;
    readonly exitCode: number;
    readonly output: string;
  }[];
}
