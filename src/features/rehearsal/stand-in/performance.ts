/**
 * What a stand-in is told to be, as JSON in its environment. The rehearsal writes it and the stand-in reads it:
 * both come from the same build, so there is nothing to check.
 */
export interface Performance {
  readonly service: string;
  readonly ports: readonly PlayedPort[];
  readonly loadMs: number;
  readonly fault?: StandInFault;
  /** A one-shot: done when it has loaded. */
  readonly ends: boolean;
  /** What its log says while it loads, spread over that time. */
  readonly bootLines: readonly string[];
}

/**
 * crash: ends with 1 once loaded · unhealthy: listens, and turns everyone away · oom: takes memory until it is killed ·
 * hang: never listens, never says a word.
 */
export type StandInFault = "crash" | "unhealthy" | "oom" | "hang";

export type PlayedPort = PlayedHttpPort | OrderedPlainPort;

interface OrderedPlainPort {
  readonly port: number;
  readonly speaks: "postgres" | "redis" | "tcp";
}

export interface PlayedHttpPort {
  readonly port: number;
  readonly speaks: "http";
  readonly paths: readonly PlayedPath[];
  /** Status of every other path. */
  readonly otherwise: number;
  readonly getOnly: boolean;
  /** Flags and variables that may hold the key; it is read when someone asks, never written here. */
  readonly keyFrom: readonly ({ readonly flag: string } | { readonly env: string })[];
  /** The account whose password the key is; what others send is believed. */
  readonly keyOfAccount?: string;
}

export interface PlayedPath {
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly status: number;
  readonly needsKey: boolean;
  readonly body: string;
}

export function readPerformance(environment: Readonly<Record<string, string | undefined>>): Performance {
  const orders: Performance = JSON.parse(environment["STACK_STAND_IN"] ?? nothingOrdered);
  return orders;
}

const nothingOrdered = JSON.stringify({
  service: "stand-in",
  ports: [],
  loadMs: 0,
  ends: false,
  bootLines: [],
});
