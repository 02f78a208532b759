import type { ProcessResult } from "../processes/processes.ts";

/** One Compose project as `docker compose` is told of it: what a person would type, as data. */
export interface ComposeProject {
  readonly name: string;
  /** Where relative paths start: the folder of the first file, as Compose has it. */
  readonly directory: string;
  /** Absolute paths, merged in this order. */
  readonly files: readonly string[];
  readonly envFile: string | undefined;
  /** Env files read beneath that one, a later one over an earlier. */
  readonly sharedEnvFiles?: readonly string[];
  readonly profiles: readonly string[];
  /** Variables that win over the env file: `--set`, and secrets that are not written yet. Never shown. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the env files say of names that the caller's environment has too (LANG, HOME): the files win. Never shown. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** In the order in which they are read: what a later one sets wins. */
export function envFilesOf({
  envFile,
  sharedEnvFiles = [],
}: Pick<ComposeProject, "envFile" | "sharedEnvFiles">): readonly string[] {
  return envFile === undefined ? sharedEnvFiles : [...sharedEnvFiles, envFile];
}

/** Services that a call names along with those that it is about, each with the number of containers that it has and keeps. */
export type Beside = ReadonlyMap<string, number>;

/**
 * No call waits for ever: what reads files takes a fraction of a second, and may fetch an included file; what changes
 * containers may have to stop one first, with its own grace, or to fill a volume from an image.
 */
export const composeLimitsMs = { version: 10_000, config: 30_000, change: 1_800_000 } as const;

/**
 * The compose CLI. Each call runs with a cleaned environment (an exported POSTGRES_PASSWORD would silently win
 * over the env file) and no standard input (2.40 would wait there for a "yes" to recreating a volume).
 */
export interface Compose {
  /** `docker compose version --short`, without an engine. */
  version(signal: AbortSignal): Promise<ProcessResult>;
  /**
   * The merged model as JSON, which drops every `x-` field and is read in a tenth of the time that its YAML takes.
   * Needs no engine. `$` comes doubled, except with `interpolate: false`.
   */
  config(
    project: ComposeProject,
    options: {
      readonly interpolate: boolean;
      readonly signal: AbortSignal;
      /** Called once Compose reads the files. */
      readonly onStarted?: () => void;
    },
  ): Promise<ProcessResult>;
  /** One line a service: name, space, hash as in the label `com.docker.compose.config-hash`. */
  configHashes(project: ComposeProject, signal: AbortSignal): Promise<ProcessResult>;
  /** The same of a model as `config` writes it: its own files are not read again. */
  modelHashes(project: ComposeProject, model: string, signal: AbortSignal): Promise<ProcessResult>;
  /** Creates what does not exist, with networks and volumes; leaves existing containers alone. */
  create(
    project: ComposeProject,
    services: readonly string[],
    signal: AbortSignal,
    beside?: Beside,
  ): Promise<ProcessResult>;
  /** Replaces what changed by new containers, which it does not start. Who stands beside has to be unchanged. */
  recreate(
    project: ComposeProject,
    services: readonly string[],
    signal: AbortSignal,
    beside?: Beside,
  ): Promise<ProcessResult>;
  /** Starts what exists as it is, with what only Compose does at a start: hooks, and files that it injects. */
  start(project: ComposeProject, services: readonly string[], signal: AbortSignal): Promise<ProcessResult>;
  /** Starts, recreating what changed, without its dependencies: `up -d --no-deps --pull never`. */
  up(project: ComposeProject, services: readonly string[], signal: AbortSignal): Promise<ProcessResult>;
  build(project: ComposeProject, services: readonly string[], signal: AbortSignal): Promise<ProcessResult>;
  /** Any other compose command on the user's terminal. */
  handOver(project: ComposeProject, args: readonly string[]): Promise<ProcessResult>;
  /** One whose words are to be masked: they come line by line, and its standard input is empty. */
  stream(
    project: ComposeProject,
    args: readonly string[],
    listener: {
      readonly onLine: (line: string, from: "stdout" | "stderr") => void;
      readonly signal: AbortSignal;
    },
  ): Promise<ProcessResult>;
  /** The words `handOver` would run, for showing. */
  commandLine(project: ComposeProject, args: readonly string[]): readonly string[];
}
