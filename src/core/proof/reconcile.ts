import type { ContainerDetail } from "../../world/engine/container.ts";
import type { EngineEvent } from "../../world/engine/engine.ts";
import { applyEvent, lastCheck } from "./container-facts.ts";
import type { ContainerFacts } from "./container-facts.ts";

/** The engine waits at least that long before it starts again what has died. */
const leastRestartDelayMs = 100;

/**
 * What an inspection knows that no event has told: a death, a start, or both, where a service is quicker than the
 * stream of events; and its health. Lives are told apart by when they began, on the engine's clock.
 */
export function reconcile(facts: ContainerFacts, detail: ContainerDetail, nowMs: number): ContainerFacts {
  const now = withLives(facts, detail, nowMs);
  return {
    ...now,
    outOfMemory: now.outOfMemory || (now.running && detail.outOfMemory),
    paused: detail.state === "paused",
    restartPolicy: detail.restartPolicy,
    // what it means to start again stands there as `restarting` from the very moment of the death
    leftDead: detail.state === "exited" || detail.state === "dead",
    health: detail.health?.status ?? "none",
    ...lastCheck(detail),
  };
}

function withLives(facts: ContainerFacts, detail: ContainerDetail, nowMs: number): ContainerFacts {
  const event = (action: string, at: Date | undefined): EngineEvent => ({
    at: at ?? new Date(0),
    action,
    containerId: detail.id,
    service: "",
    attributes: { exitCode: String(detail.exitCode) },
  });
  const isNewLife = detail.startedAt !== undefined && detail.startedAt.getTime() > facts.startsToldUntil;
  const start = event("start", detail.startedAt);
  switch (detail.state) {
    case "running":
    case "paused":
      // a new life of what seemed to run: it was restarted while nobody listened
      return isNewLife || !facts.running ? applyEvent({ ...facts, running: false }, start, nowMs) : facts;
    case "exited":
    case "dead":
    case "restarting": {
      const alive = isNewLife && !facts.running ? applyEvent(facts, start, nowMs) : facts;
      if (!alive.running) return facts;
      const told = detail.outOfMemory ? applyEvent(alive, event("oom", undefined), nowMs) : alive;
      const dead = applyEvent(told, event("die", undefined), nowMs);
      // its own start may still be on its way in the stream of events
      const until = (detail.finishedAt?.getTime() ?? 0) + leastRestartDelayMs;
      return { ...dead, startsToldUntil: Math.max(dead.startsToldUntil, until) };
    }
    case "created":
    case "removing":
      return facts;
  }
}
