import type { ProofTarget } from "./probes/probe.ts";
import type { ProofProgress } from "./prove-container.ts";
import type { ContainerDetail, RestartPolicy } from "../../world/engine/container.ts";
import type { EngineEvent } from "../../world/engine/engine.ts";

/** All that is known of one container since it is watched; times are `clock.elapsedMs()`. */
export interface ContainerFacts {
  readonly running: boolean;
  readonly paused: boolean;
  /** When the present run of it began. */
  readonly startedMs: number;
  /** When it was first looked at, or paused after its proof: what ran long before is proven anew from here. */
  readonly watchedMs: number;
  /** How often it has started while watched; a run that was under way counts. */
  readonly starts: number;
  /** Up to when, on the engine's clock, its starts are known: an older one is no news. */
  readonly startsToldUntil: number;
  readonly exits: readonly Exit[];
  /** How often the engine had started it again before it was watched, and what its last life then ended with. */
  readonly before: { readonly restarts: number; readonly exitCode: number };
  readonly restartPolicy: RestartPolicy;
  /** The engine was seen to let its last death be. */
  readonly leftDead: boolean;
  readonly health: "starting" | "healthy" | "unhealthy" | "none";
  readonly checkOutput: string;
  readonly checkExitCode: number | undefined;
  readonly outOfMemory: boolean;
  readonly removed: boolean;
  /** Somebody had a signal sent to its present run: `docker kill`, `restart`, `rm -f`. */
  readonly signalled: boolean;
  /** The cards it sees, where they are not those it was planned; undefined while nothing is wrong. */
  readonly wrongGpus: readonly string[] | undefined;
  readonly proven: Proof | undefined;
  /** The ports that were asked and found closed, where they are hints and no promise. */
  readonly closedHints?: readonly number[] | undefined;
  /** When it last kept a processor busy, as no idle program does; undefined: not seen to. */
  readonly workedMs?: number;
  /** When its log, its memory or its download last moved. */
  readonly advancedMs: number;
  readonly phase: string | undefined;
  /** What is looked at now, in words. */
  readonly awaiting: string;
}

interface Proof {
  readonly atMs: number;
  /** "its health check", "port 8000 answers". */
  readonly by: string;
  /** Where it was a port that answered. */
  readonly port?: number;
}

export interface Exit {
  readonly code: number;
  readonly livedMs: number;
  readonly outOfMemory: boolean;
  readonly whileUnhealthy: boolean;
  /** It had been proven in that life. */
  readonly wasReady: boolean;
}

export function factsFrom(detail: ContainerDetail, nowMs: number, runningForMs: number): ContainerFacts {
  const running = detail.state === "running" || detail.state === "paused";
  return {
    running,
    paused: detail.state === "paused",
    startedMs: nowMs - runningForMs,
    watchedMs: nowMs,
    starts: running ? 1 : 0,
    startsToldUntil: detail.startedAt?.getTime() ?? 0,
    exits: [],
    before: { restarts: startedAgain(detail), exitCode: detail.exitCode },
    restartPolicy: detail.restartPolicy,
    leftDead: false,
    health: detail.health?.status ?? "none",
    ...lastCheck(detail),
    outOfMemory: false,
    removed: false,
    signalled: false,
    wrongGpus: undefined,
    proven: undefined,
    advancedMs: nowMs,
    phase: undefined,
    awaiting: nothingAsked,
  };
}

/** A start by somebody begins the count anew. */
function startedAgain({ state, restartCount }: ContainerDetail): number {
  return state === "running" || state === "restarting" ? restartCount : 0;
}

export function lastCheck(detail: ContainerDetail): Pick<ContainerFacts, "checkOutput" | "checkExitCode"> {
  const last = detail.health?.log.at(-1);
  return { checkOutput: last?.output.trim() ?? "", checkExitCode: last?.exitCode };
}

const nothingAsked = "its start";

/**
 * What is asked now, and what it answered; what another step said before is no answer of this one. What the engine's own
 * check printed before anything was asked is.
 */
export function answered(
  facts: ContainerFacts,
  { awaiting, output, exitCode, closedHints }: ProofProgress,
): Partial<ContainerFacts> {
  const isOfSameStep = awaiting === facts.awaiting || facts.awaiting === nothingAsked;
  return output === "" && isOfSameStep
    ? { awaiting }
    : { awaiting, checkOutput: output, checkExitCode: exitCode, closedHints };
}

/** What an event of the engine changes. Pure, so that every order of events can be tested. */
export function applyEvent(facts: ContainerFacts, event: EngineEvent, nowMs: number): ContainerFacts {
  switch (event.action) {
    case "start":
    case "restart":
      return facts.running || event.at.getTime() < facts.startsToldUntil
        ? facts
        : { ...started(facts, nowMs), startsToldUntil: event.at.getTime() };
    case "oom":
      return ranOutOfMemory(facts);
    case "die":
      return died(facts, Number(event.attributes["exitCode"] ?? "0"), nowMs);
    case "kill":
      return { ...facts, signalled: true };
    case "pause":
      return pausedAt(facts, nowMs);
    case "unpause":
      return { ...facts, paused: false };
    case "destroy":
      return { ...facts, running: false, removed: true };
    case "health_status: healthy":
      return { ...facts, health: "healthy" };
    case "health_status: unhealthy":
      return { ...facts, health: "unhealthy" };
    default:
      return facts;
  }
}

/** What was proven has its time anew: it may have been ready for longer than it was given to become so. */
function pausedAt(facts: ContainerFacts, nowMs: number): ContainerFacts {
  const watchedMs = facts.proven === undefined ? facts.watchedMs : nowMs;
  return { ...facts, paused: true, proven: undefined, watchedMs, awaiting: "its resumption: it is paused" };
}

/** The engine may tell of it after the death that it explains. */
function ranOutOfMemory(facts: ContainerFacts): ContainerFacts {
  const last = facts.exits.at(-1);
  if (facts.running || last === undefined) return { ...facts, outOfMemory: true };
  return { ...facts, exits: [...facts.exits.slice(0, -1), { ...last, outOfMemory: true }] };
}

function started(facts: ContainerFacts, nowMs: number): ContainerFacts {
  return {
    ...facts,
    running: true,
    paused: false,
    startedMs: nowMs,
    starts: facts.starts + 1,
    health: facts.health === "none" ? "none" : "starting",
    outOfMemory: false,
    signalled: false,
    leftDead: false,
    wrongGpus: undefined,
    proven: undefined,
    advancedMs: nowMs,
  };
}

/** A second `die` without a start between is the same death told twice, by the stream and by an inspection. */
function died(facts: ContainerFacts, code: number, nowMs: number): ContainerFacts {
  if (!facts.running) return facts;
  const exit: Exit = {
    code,
    livedMs: nowMs - facts.startedMs,
    outOfMemory: facts.outOfMemory,
    whileUnhealthy: facts.health === "unhealthy",
    wasReady: facts.proven !== undefined,
  };
  return { ...facts, running: false, proven: undefined, exits: [...facts.exits, exit] };
}

/** How often the engine started it again. */
export function restartsOf({ starts }: ContainerFacts): number {
  return Math.max(0, starts - 1);
}

/** How long it took to be proven, from its start or from when it was first looked at, whichever came last. */
export function readyAfterMs({ proven, startedMs, watchedMs }: ContainerFacts): number | undefined {
  return proven === undefined
    ? undefined
    : Math.max(0, Math.round(proven.atMs - Math.max(startedMs, watchedMs)));
}

const timeoutMs = 20_000;

/** What `nvidia-smi` calls a card, wherever it stands in its output: without prefix in a Jetson, and no part of one (MIG-). */
const uuid = /(?<![-\w])(?:GPU-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/giu;

/**
 * The UUIDs of the cards that a container sees; undefined when it cannot be asked. The toolkit brings `nvidia-smi` into
 * whatever image it is; one that fails there (the driver's device files are gone) sees none.
 */
export async function seenGpus({
  world,
  detail,
  signal,
}: Pick<ProofTarget, "world" | "detail" | "signal">): Promise<readonly string[] | undefined> {
  const answer = await world.engine.exec({
    containerId: detail.id,
    command: ["nvidia-smi", "-L"],
    timeoutMs,
    signal,
  });
  if (answer.kind === "failed" || answer.value.kind !== "exited") return undefined;
  // 126 and 127: the image or the runtime did not bring it
  if (answer.value.exitCode === 126 || answer.value.exitCode === 127) return undefined;
  return answer.value.stdout.match(uuid) ?? [];
}
