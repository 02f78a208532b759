import type { ContainerDetail } from "../../../world/engine/container.ts";
import type { World } from "../../../world/world.ts";

/**
 * One way to ask a container whether it works. A new kind is a file that makes such an object, and a line where
 * `probesOf` chooses; how often it is asked, and what is told of it, follows from what stands here.
 */
export interface Probe {
  /** How a person would say what is asked: `port 80`, `GET /health`, `its health check`. */
  readonly description: string;
  /** The engine's own check, whose standing it keeps by itself. */
  readonly isHealthCheck: boolean;
  /** What asking once costs the host: to begin a command inside costs ten times what a connection does. */
  readonly cost: (target: ProofTarget) => "command" | "connection";
  /** Asks once, from outside where the container's address can be reached, else inside. */
  readonly ask: (target: ProofTarget) => Promise<ProofAnswer>;
  /** What it runs inside the container, where it runs something: that can be tried several times in one go. */
  readonly command?: ProbeCommand;
  /** What cannot answer while the probe cannot succeed; looking there first spares commands. */
  readonly gate?: Gate;
  /** The path it asks for over and over: a log that only tells of this does not advance. */
  readonly path?: string;
}

export interface ProbeCommand {
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

export interface Gate {
  readonly ports: readonly number[];
  readonly page: CheckedPage | undefined;
  /** It may be for the container alone: that it is closed from here says little. */
  readonly mayBePrivate: boolean;
}

/** A page of the container's own. */
export interface CheckedPage {
  readonly port: number;
  readonly path: string;
}

export interface ProofTarget {
  readonly world: World;
  readonly detail: ContainerDetail;
  /** An address of the container that this machine can reach; undefined when it cannot. */
  readonly address: string | undefined;
  readonly signal: AbortSignal;
}

export type ProofAnswer =
  /** `by`: which of several answered, where more than one was asked; `port`: the one that did. */
  | { readonly kind: "yes"; readonly by?: string; readonly port?: number }
  | {
      readonly kind: "no";
      readonly output: string;
      readonly exitCode: number | undefined;
      /** All it asked, where it is no promise that one of them opens. */
      readonly closedHints?: readonly number[];
    }
  /** This way of asking cannot work here (no `cat` in the image, no such address): not the service's fault. */
  | { readonly kind: "cannot-ask"; readonly why: string };

/** Not yet, and what was seen instead. */
export function no(output: string): ProofAnswer {
  return { kind: "no", output, exitCode: undefined };
}

/** The cost of what goes over the network where it can, and is looked up by a command inside where it cannot. */
export function costByAddress({ address }: ProofTarget): "command" | "connection" {
  return address === undefined ? "command" : "connection";
}

/** As it stands in a URL. */
export function hostOf(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
