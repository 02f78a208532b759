import type { Result } from "../result.ts";
import type { Container, ContainerDetail, MadeWith } from "./container.ts";

/** The Docker Engine API, as far as this program needs it. An engine that is not there is an answer too. */
export interface Engine {
  /** Which engine answers, over which address; tried once, within `timeoutMs`. */
  ping(timeoutMs: number): Promise<EngineAnswer<EngineInfo>>;
  /** All containers of a Compose project, stopped ones too; without a project, all of the engine. */
  containers(filter: ContainerFilter): Promise<EngineAnswer<readonly Container[]>>;
  inspect(containerId: string): Promise<EngineAnswer<ContainerDetail>>;
  /** What it was made with, secrets included: for comparing, never for showing. */
  madeWith(containerId: string): Promise<EngineAnswer<MadeWith>>;
  start(containerId: string): Promise<EngineAnswer<"started" | "already-running">>;
  /** With the container's own grace and signal where none is given; killed when the grace is over. */
  stop(
    containerId: string,
    graceSeconds: number | undefined,
    signalName?: string,
  ): Promise<EngineAnswer<"stopped" | "already-stopped">>;
  /** Freezes all its processes where they stand. */
  pause(containerId: string): Promise<EngineAnswer<"paused">>;
  /** Lets a paused container go on. */
  unpause(containerId: string): Promise<EngineAnswer<"unpaused">>;
  kill(containerId: string, signal: string): Promise<EngineAnswer<"killed">>;
  restart(containerId: string, graceSeconds: number | undefined): Promise<EngineAnswer<"restarted">>;
  removeContainer(containerId: string, force: boolean): Promise<EngineAnswer<"removed">>;
  /** Runs a command inside a container and waits for it. The engine cannot end an exec: after a timeout it goes on. */
  exec(request: ExecRequest): Promise<EngineAnswer<ExecResult>>;
  /** The last lines of both streams, oldest first. */
  logs(containerId: string, options: LogOptions): Promise<EngineAnswer<readonly LogLine[]>>;
  /** Resolves when the container's log ends or the signal aborts. */
  followLogs(
    containerId: string,
    options: LogOptions & { readonly signal: AbortSignal },
    onLine: (line: LogLine) => void,
  ): Promise<EngineAnswer<"ended">>;
  /**
   * Container events from `since` on; resolves when the stream ends (an engine that stops), or the signal aborts. With
   * `until`: those that it remembers up to then, which are the last few hundred.
   */
  events(options: EventOptions, onEvent: (event: EngineEvent) => void): Promise<EngineAnswer<"ended">>;
  image(reference: string): Promise<EngineAnswer<ImageDetail>>;
  /** All that there are, in one answer. */
  images(): Promise<EngineAnswer<readonly ListedImage[]>>;
  pull(
    request: { readonly reference: string; readonly platform?: string; readonly signal: AbortSignal },
    onProgress: (progress: PullProgress) => void,
  ): Promise<EngineAnswer<"pulled">>;
  /** Loads an image archive (`docker save` form). */
  load(archivePath: string, signal: AbortSignal): Promise<EngineAnswer<"loaded">>;
  volumes(project: string | undefined): Promise<EngineAnswer<readonly Volume[]>>;
  networks(project: string | undefined): Promise<EngineAnswer<readonly NetworkSummary[]>>;
  /** Names of the plugins that are enabled. */
  plugins(): Promise<EngineAnswer<readonly string[]>>;
  removeVolume(name: string): Promise<EngineAnswer<"removed">>;
  removeNetwork(id: string): Promise<EngineAnswer<"removed">>;
  /** A name, or an id; one that a container uses is refused, and of several names only the given one goes. */
  removeImage(reference: string): Promise<EngineAnswer<"removed">>;
  /** What Docker keeps on this host. Sizes of containers and volumes are measured, which can take a while. */
  diskUsage(parts: readonly DiskUsagePart[], signal: AbortSignal): Promise<EngineAnswer<DiskUsage>>;
  /** One sample of what a container uses; undefined when it does not run. */
  usage(containerId: string): Promise<EngineAnswer<ContainerUsage | undefined>>;
  /** One sample of memory use in bytes (cache left out), undefined when the container does not run. */
  memoryBytes(containerId: string): Promise<EngineAnswer<number | undefined>>;
}

export type EngineAnswer<T> = Result<T, EngineFailure>;

/** `status` is the HTTP status, where the engine answered at all. */
export type EngineFailure =
  | { readonly kind: "unreachable"; readonly message: string }
  | { readonly kind: "not-permitted"; readonly message: string }
  | { readonly kind: "not-found"; readonly message: string }
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  | { readonly kind: "timed-out"; readonly message: string }
  | { readonly kind: "aborted"; readonly message: string };

export interface EngineInfo {
  readonly id: string;
  readonly version: string;
  readonly apiVersion: string;
  /** Where it was reached: `unix:///var/run/docker.sock`, `tcp://…`, `ssh://…`. */
  readonly address: string;
  /** Whether that address is this machine. */
  readonly local: boolean;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly dataRoot: string;
  readonly storageDriver: string;
  readonly runtimes: readonly string[];
  /** Those built into it; plugins come on demand. Undefined where it does not tell. */
  readonly logDrivers?: readonly string[];
  readonly cdiDirectories: readonly string[];
  readonly operatingSystem: string;
  readonly rootless: boolean;
  readonly cgroupVersion: string;
}

export interface ContainerUsage {
  /** Cache left out. */
  readonly memoryBytes: number;
  /** Over all its networks since it started; 0 where it shares somebody else's. */
  readonly receivedBytes: number;
  /** Of all processors together, since its start. */
  readonly processorMs: number;
}

export interface ContainerFilter {
  readonly project: string | undefined;
}

export interface ExecRequest {
  readonly containerId: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly privileged?: boolean;
  readonly workingDirectory?: string;
  /** Goes to the command's standard input: secrets travel here, never in `command`. */
  readonly input?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type ExecResult =
  | { readonly kind: "exited"; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "timed-out"; readonly stdout: string; readonly stderr: string };

export interface LogOptions {
  readonly tail?: number;
  readonly since?: Date;
}

export interface LogLine {
  readonly at: Date;
  readonly from: "stdout" | "stderr";
  readonly text: string;
}

export interface EventOptions {
  readonly project: string;
  readonly since: Date;
  readonly until?: Date;
  readonly signal: AbortSignal;
}

export interface EngineEvent {
  readonly at: Date;
  /** `start`, `die`, `oom`, `health_status: healthy`, `exec_die`, … as the engine names them. */
  readonly action: string;
  readonly containerId: string;
  readonly service: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ImageDetail {
  readonly id: string;
  /** Where the engine keeps more under that id (another platform's, attestations): what is run of it. */
  readonly manifestIds?: readonly string[];
  readonly sizeBytes: number;
  readonly repoDigests: readonly string[];
  /** What it sets for its containers. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface ListedImage extends ImageDetail {
  /** Its names with their tags. */
  readonly tags: readonly string[];
}

export interface PullProgress {
  /** Layers known so far; the total grows while layers are announced. */
  readonly currentBytes: number;
  readonly totalBytes: number;
  readonly phase: string;
}

export interface Volume {
  readonly name: string;
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
}

export type DiskUsagePart = "images" | "containers" | "volumes" | "build-cache";

/** Empty lists for parts that were not asked for. */
export interface DiskUsage {
  /** All layers of all images, each counted once. */
  readonly layersBytes: number;
  readonly images: readonly StoredImage[];
  readonly containers: readonly {
    readonly id: string;
    readonly writtenBytes: number;
    readonly isRunning: boolean;
  }[];
  readonly volumes: readonly {
    readonly name: string;
    readonly sizeBytes: number | undefined;
    readonly isUsed: boolean;
  }[];
  readonly buildCache: readonly { readonly sizeBytes: number; readonly isUsed: boolean }[];
}

export interface StoredImage {
  readonly id: string;
  readonly references: readonly string[];
  readonly sizeBytes: number;
  /** Of `sizeBytes`, what other images have too. */
  readonly sharedBytes: number;
  /** How many containers are made of it. */
  readonly containers: number;
}

export interface NetworkSummary {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What its addresses come from; absent where the engine does not tell. */
  readonly subnets?: readonly string[];
}
