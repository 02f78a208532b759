import type { ContainerDetail } from "../../src/world/engine/container.ts";
import type { EngineFailure, ExecResult } from "../../src/world/engine/engine.ts";

/** What a service does once it is started, in milliseconds since its start. */
export type Behaviour =
  /** Its health check succeeds from then on. */
  | { readonly kind: "serves"; readonly afterMs: number }
  /** Nothing can be asked of it: it just stays. */
  | { readonly kind: "stays" }
  | { readonly kind: "ends"; readonly afterMs: number; readonly exitCode: number }
  /** It dies so often before it serves, and the engine starts it again each time. */
  | {
      readonly kind: "restarts";
      readonly crashes: number;
      readonly livesMs: number;
      readonly afterMs: number;
    }
  /** Its health check never succeeds. */
  | { readonly kind: "hangs" }
  | { readonly kind: "refused"; readonly failure: EngineFailure };

type Condition = "service_started" | "service_healthy" | "service_completed_successfully";

export interface Dependence {
  readonly condition: Condition;
  readonly required?: boolean;
  readonly restart?: boolean;
}

/** One service of a staged stack. */
export interface Part {
  readonly behaves: Behaviour;
  readonly after?: Readonly<Record<string, Dependence>>;
  readonly optional?: boolean;
  readonly replicas?: number;
  readonly readyWithinMs?: number;
  /** Only Compose can start it, for it has a hook. */
  readonly hooked?: boolean;
  /** More of what `docker compose config` says of it. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** More of its `x-stack`. */
  readonly extras?: Readonly<Record<string, unknown>>;
  /** More of it as its layer has it, variables and all. */
  readonly layer?: Readonly<Record<string, unknown>>;
  /** Why Compose makes no container of it. */
  readonly notCreated?: string;
  /** More of its containers. */
  readonly detail?: Partial<ContainerDetail>;
}

export type Parts = Readonly<Record<string, Part>>;

const readyWithinMs = 60_000;

/** The service as `docker compose config` writes it. */
export function configOf(name: string, part: Part): Readonly<Record<string, unknown>> {
  return {
    image: imageOf(name),
    restart: part.behaves.kind === "restarts" ? "always" : "no",
    depends_on: part.after ?? {},
    ...(part.replicas === undefined ? {} : { deploy: { replicas: part.replicas } }),
    ...(part.hooked === true ? { post_start: [{ command: ["true"] }] } : {}),
    ...part.config,
  };
}

/** Its layer: what Compose drops from the merged model. */
function layerOf(name: string, part: Part): Readonly<Record<string, unknown>> {
  const withinMs = part.readyWithinMs ?? readyWithinMs;
  return {
    image: imageOf(name),
    ...part.layer,
    "x-stack": {
      optional: part.optional ?? false,
      "ready-within": `${String(withinMs)}ms`,
      ...part.extras,
    },
  };
}

export function imageOf(name: string): string {
  return `example/${name}:1`;
}

/** The one layer of the stack. */
export function layersOf(parts: Parts): string {
  const services = Object.entries(parts).map(([name, part]) => [name, layerOf(name, part)]);
  return JSON.stringify({ services: Object.fromEntries(services) });
}

/** What Compose merges. */
export function modelOf(project: string, parts: Parts, more: Readonly<Record<string, unknown>>): string {
  const services = Object.entries(parts).map(([name, part]) => [name, configOf(name, part)]);
  const networks = { default: { name: `${project}_default` } };
  return JSON.stringify({ name: project, services: Object.fromEntries(services), networks, ...more });
}

const check = {
  test: ["CMD", "ask"],
  intervalMs: 30_000,
  timeoutMs: 1_000,
  startPeriodMs: 0,
  retries: 3,
};

/** What the image brings along: a health check, where something is to be asked; and what the engine does at its end. */
export function detailOf({ behaves, detail }: Part): Partial<ContainerDetail> {
  const isAsked = behaves.kind === "serves" || behaves.kind === "restarts" || behaves.kind === "hangs";
  const name = behaves.kind === "restarts" ? "always" : "no";
  return { restartPolicy: { name, retries: 0 }, ...(isAsked ? { healthCheck: check } : {}), ...detail };
}

/** What its health check answers, so long after its present start. */
export function answerOf({ behaves }: Part, { sinceStartMs, starts }: Life): ExecResult {
  const exited = (exitCode: number): ExecResult => ({
    kind: "exited",
    exitCode,
    stdout: exitCode === 0 ? "" : "not yet",
    stderr: "",
  });
  switch (behaves.kind) {
    case "serves":
      return exited(sinceStartMs >= behaves.afterMs ? 0 : 1);
    case "restarts":
      return exited(starts > behaves.crashes && sinceStartMs >= behaves.afterMs ? 0 : 1);
    case "hangs":
      return exited(1);
    case "stays":
    case "ends":
    case "refused":
      throw new Error("nothing can be asked of it");
  }
}

export interface Life {
  readonly sinceStartMs: number;
  /** How often it was started, this time included. */
  readonly starts: number;
}

/** When it dies, and of what; undefined where it goes on. */
export function endOf({ behaves }: Part, starts: number): { afterMs: number; exitCode: number } | undefined {
  if (behaves.kind === "ends") return behaves;
  if (behaves.kind === "restarts" && starts <= behaves.crashes)
    return { afterMs: behaves.livesMs, exitCode: 3 };
  return undefined;
}
