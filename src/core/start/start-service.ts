import type { Service } from "../environment/model.ts";
import type { LaunchContext } from "../events/launch-context.ts";
import { existingContainers } from "../plan/decide.ts";
import type { PlannedService } from "../plan/plan.ts";
import { justStarted } from "../proof/backoff.ts";
import type { FailureReason, RefusedSubject } from "../proof/state.ts";
import type { ServiceRecord } from "./service-result.ts";
import type { Container, ContainerDetail } from "../../world/engine/container.ts";
import type { EngineAnswer, EngineFailure } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

export type StartAnswer =
  | { readonly kind: "started"; readonly containers: readonly ContainerDetail[] }
  | { readonly kind: "refused"; readonly reason: FailureReason };

/**
 * Starts the containers of one service: over the engine, at once and all together, where they are as the model wants
 * them; by Compose where they changed or where only Compose can (it injects files and runs hooks).
 */
export async function startService(
  planned: PlannedService,
  made: readonly ContainerDetail[],
  context: LaunchContext,
): Promise<StartAnswer> {
  const { service, action } = planned;
  switch (action.kind) {
    case "keep":
      return { kind: "started", containers: action.containers };
    case "done":
      return { kind: "started", containers: [] };
    case "recreate":
      context.tell({ type: "service-recreated", service: service.name, why: action.why });
      return composeUp(service.name, context);
    case "create":
      return service.needsComposeToStart ? composeUp(service.name, context) : startAll(made, context);
    case "start":
      return service.needsComposeToStart
        ? composeUp(service.name, context)
        : startAll(action.containers, context);
  }
}

async function startAll(
  containers: readonly ContainerDetail[],
  { world, signal }: LaunchContext,
): Promise<StartAnswer> {
  if (containers.length === 0) return refused({ kind: "disappeared" });
  const idle = containers.filter((container) => container.state !== "running");
  const answers = await Promise.all(
    idle.map(async ({ id, state }) =>
      state === "paused"
        ? world.engine.unpause(id)
        : askPatiently(world, signal, async () => world.engine.start(id)),
    ),
  );
  for (const answer of answers) if (answer.kind === "failed") return refused(startFailure(answer.failure));
  return { kind: "started", containers };
}

function startFailure(failure: EngineFailure): FailureReason {
  if (failure.kind === "unreachable") return { kind: "engine-lost", message: failure.message };
  return failure.kind === "not-found" && !/image/iu.test(failure.message)
    ? { kind: "disappeared" }
    : classifyRefusal(failure.message);
}

async function composeUp(service: string, { world, plan, signal }: LaunchContext): Promise<StartAnswer> {
  const answer = await world.compose.up(plan.project, [service], signal);
  if (answer.kind !== "exited")
    return refused({ kind: "not-started", message: `docker compose up: ${answer.kind}` });
  if (answer.exitCode !== 0) return refused(classifyRefusal(lastWords(answer.stderr)));
  const existing = await askPatiently(world, signal, async () =>
    existingContainers(world, plan.project.name),
  );
  if (existing.kind === "failed") return refused({ kind: "engine-lost", message: existing.failure.message });
  return { kind: "started", containers: (existing.value.get(service) ?? []).map(justStarted) };
}

/** Compose reports its progress on stderr too; the complaint comes last. */
export function lastWords(stderr: string): string {
  const lines = stderr
    .trim()
    .split("\n")
    .filter((line) => line.trim() !== "");
  const complaints = lines.filter((line) => /error|failed|cannot|no such|denied|invalid/iu.test(line));
  return (complaints.at(-1) ?? lines.at(-1) ?? "").trim();
}

function refused(reason: FailureReason): StartAnswer {
  return { kind: "refused", reason };
}

/** What the engine's, or Compose's, refusal to start a container is about. Its own words stay in the message. */
export function classifyRefusal(message: string): FailureReason {
  const said = message.trim();
  if (isAboutPort(said)) return { kind: "port-taken", port: refusedPort(said), message: said };
  for (const [subject, pattern] of subjects) {
    const found = pattern.exec(said);
    if (found !== null) return { kind: "refused", subject, name: found[1] ?? "", message: said };
  }
  if (
    /could not select device driver|nvidia-container-cli|unresolvable CDI devices|invalid runtime name/iu.test(
      said,
    )
  ) {
    return { kind: "gpu-refused", message: said };
  }
  if (/executable file not found|no such file or directory: unknown|exec format error/iu.test(said)) {
    return { kind: "command-not-found", message: said };
  }
  if (/No such image|manifest unknown|pull access denied/iu.test(said)) {
    return { kind: "image-missing", image: /image:? "?([^\s"]+)/iu.exec(said)?.[1] ?? "", message: said };
  }
  return { kind: "not-started", message: said };
}

/** An address can be in use too, which is no port: that of a container in a network. */
function isAboutPort(message: string): boolean {
  return (
    /port is already allocated|failed to bind host port|Bind for \S+:\d+/iu.test(message) ||
    (/address already in use/iu.test(message) && /\b(?:listen|bind)\b/iu.test(message))
  );
}

/** The first that fits; what the group catches is the subject's name. */
const subjects: readonly (readonly [RefusedSubject, RegExp])[] = [
  // Compose's words for an engine that broke off or is away: whatever else they name was only what it asked for
  ["connection", /error during connect|cannot connect to the docker daemon/iu],
  ["disk", /no space left on device|disk quota exceeded/iu],
  [
    "address",
    /address already in use|no configured subnet contains IP address (\S+)|user specified IP address/iu,
  ],
  ["runtime", /(?:unknown or )?invalid runtime name:? "?(?!nvidia\b)([\w.-]+)/iu],
  ["log-driver", /(?:no log driver named|looking up logging plugin) ['"]?([\w.:/-]+?)['"]?(?=[\s:]|$)/iu],
  [
    "device",
    /adding custom device "([^"]+)"|could not select device driver "(?!nvidia")([^"]+)"(?!.*\bgpu\b)/iu,
  ],
  ["container-name", /container name "\/?([^"]+)" is already in use/iu],
  ["subnet", /pool overlaps|non-overlapping IPv[46] address pool|fully subnetted/iu],
  ["network", /network (\S+) (?:declared as external, but could not be found|not found)/iu],
  ["mount", /bind source path does not exist: (\S+)/iu],
];

/** `Bind for 127.0.0.1:5432 failed`, `listen tcp4 0.0.0.0:80: bind: …`. */
function refusedPort(message: string): number | undefined {
  const port = /(?:Bind for|listen (?:tcp|udp)[46]?|bind host port(?: for)?) \S*:(\d+)/iu.exec(message)?.[1];
  return port === undefined ? undefined : Number(port);
}

/**
 * `depends_on: { restart: true }`: what was kept is restarted when what it depends on is a new container now. Its
 * containers as they are after it; undefined where nothing was to be restarted.
 */
export async function restartAfterDependency(
  planned: PlannedService,
  records: ReadonlyMap<string, ServiceRecord>,
  { engine }: Pick<World, "engine">,
): Promise<readonly ContainerDetail[] | undefined> {
  const { action } = planned;
  if (action.kind !== "keep" || !followsNewContainer(planned, records)) return undefined;
  return Promise.all(
    action.containers.map(async (container) => {
      await engine.restart(container.id, undefined);
      const now = await engine.inspect(container.id);
      return now.kind === "ok" ? now.value : container;
    }),
  );
}

function followsNewContainer(
  { service }: PlannedService,
  records: ReadonlyMap<string, ServiceRecord>,
): boolean {
  return service.dependencies.some((dependency) => {
    const made = records.get(dependency.service)?.planned.action.kind;
    return dependency.restart && (made === "recreate" || made === "create");
  });
}

/** What runs already and goes on running: it waits for nobody to be looked at. */
export function runsOn(planned: PlannedService, records: ReadonlyMap<string, ServiceRecord>): boolean {
  return planned.action.kind === "keep" && !followsNewContainer(planned, records);
}

/** How long an engine may stay away before its services are given up: a restart of it takes some seconds. */
export const enginePatienceMs = 30_000;

const askAgainAfterMs = 200;

/**
 * Asks again while nobody answers: an engine that is being restarted has not refused anything. Only for what may be
 * asked twice.
 */
export async function askPatiently<T>(
  { clock }: World,
  signal: AbortSignal,
  ask: () => Promise<EngineAnswer<T>>,
): Promise<EngineAnswer<T>> {
  const givenUpMs = clock.elapsedMs() + enginePatienceMs;
  for (;;) {
    const answer = await ask();
    const isAway = answer.kind === "failed" && answer.failure.kind === "unreachable";
    if (!isAway || signal.aborted || clock.elapsedMs() >= givenUpMs) return answer;
    await clock.sleep(askAgainAfterMs, signal);
  }
}

type Depending = Pick<Service, "name" | "dependencies">;

/** Who waits for each service, itself and not through others. */
export function dependentsOf(services: readonly Depending[]): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>();
  for (const { name, dependencies } of services)
    for (const { service } of dependencies) {
      const known = dependents.get(service);
      if (known === undefined) dependents.set(service, [name]);
      else known.push(name);
    }
  return dependents;
}

/** It holds its ports and writes to its volumes, or does so again in a moment. */
export function isAlive({ state }: Pick<Container, "state">): boolean {
  return state === "running" || state === "paused" || state === "restarting";
}
