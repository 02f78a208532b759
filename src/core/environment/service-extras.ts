import type { StoreScripts } from "../secrets/clients/scripted-store.ts";
import type { DeclaredProbe } from "../proof/probes/probe.ts";

/**
 * What a Compose file says of a service under `x-stack`: everything the launcher needs to know beyond Compose's own
 * words, so that a service is described in one place.
 */
export interface ServiceExtras {
  readonly display: string | undefined;
  readonly url: ServiceUrl | undefined;
  /** Its failure degrades the environment (exit 6) and holds nothing up. */
  readonly optional: boolean;
  /** Readiness beyond the health check. */
  readonly probe: DeclaredProbe | undefined;
  readonly readyWithinMs: number | undefined;
  readonly stableForMs: number | undefined;
  readonly quietForMs: number | undefined;
  /** What it is, where the launcher treats it specially: dumps, rotation, draining, boot phases. */
  readonly kind: ServiceKind | undefined;
  /** How a store that keeps its own copy of its password is asked and changed; `secrets rotate` needs it. */
  readonly password: StoreScripts | undefined;
  /** What a person does with it first; `{url}`, `{origin}` (without the path) and `{env-file}` are replaced. */
  readonly firstStep?: string | undefined;
  /** The most that one container of it takes on each card it reserves. */
  readonly vramPerGpuMiB: number | undefined;
  /** How a first run fetches its models before anything waits on them. */
  readonly prefetch?: ModelPrefetch | undefined;
}

/** In `command`, `into` and nowhere else `{model}` and `{folder}` are replaced. */
interface ModelPrefetch {
  /** Run in a container of the service's own image, with its volumes, secrets and variables; it must carry on from what is there. */
  readonly command: readonly string[];
  /** The folder of the container where the bytes land, for counting them. */
  readonly into: string;
  /** Its id at the hub; without it, what the service's own command line or environment names. */
  readonly model?: string | undefined;
  /** Patterns of files that are not needed; the word `{exclude}` of the command becomes these. */
  readonly exclude: readonly string[];
}

type ServiceKind =
  "postgres" | "redis" | "qdrant" | "s3" | "model-server" | "n8n" | "nginx" | "elasticsearch" | "test-run";

/** Which of the service's container ports a person opens, and how. */
interface ServiceUrl {
  readonly port: number;
  readonly path: string;
  readonly scheme: "http" | "https";
}
