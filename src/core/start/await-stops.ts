import type { Tell } from "../events/event.ts";
import type { Words } from "../events/launch-context.ts";
import { serviceOf } from "../stop/stop-services.ts";
import type { EngineEvent } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

interface StopsAwaited {
  readonly world: World;
  /** The Compose project's whole name. */
  readonly project: string;
  readonly tell: Tell;
  readonly words: Pick<Words, "stillStops">;
  readonly signal: AbortSignal;
}

/** The engine answers from its memory; a clock of its own that is behind ours would make it wait. */
const backlogWithinMs = 2_000;
const betweenLooksMs = 100;
/** After its grace a container is killed, and that takes a moment on a busy machine. */
const marginMs = 5_000;

/**
 * Waits for containers that run, and that the engine was told to stop: it goes on with that when whoever told it is gone,
 * and what looks well now is gone in a moment. Those that outlive their grace are not being stopped, and are kept.
 */
export async function awaitStops({ world, project, tell, words, signal }: StopsAwaited): Promise<void> {
  const listed = await world.engine.containers({ project });
  const running = listed.kind === "failed" ? [] : listed.value.filter(({ state }) => state === "running");
  if (running.length === 0) return;
  const last = await lastOfEach(world, project, signal);
  const asked = running.map(async (container) => {
    const event = last.get(container.id);
    const leftMs = event?.action === "kill" ? await stopLeftMs(world, event) : 0;
    return leftMs > 0 ? [{ container, leftMs }] : [];
  });
  const leaving = (await Promise.all(asked)).flat();
  if (leaving.length === 0) return;
  const services = [...new Set(leaving.map(({ container }) => serviceOf(container)))].toSorted();
  tell({ type: "notice", text: words.stillStops(services) });
  await Promise.all(leaving.map(({ container, leftMs }) => ended(world, container.id, leftMs, signal)));
}

/** Of each container, the last of what the engine did to it: sent it a signal, or saw it end or begin. */
async function lastOfEach(
  { engine, clock }: World,
  project: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, EngineEvent>> {
  const last = new Map<string, EngineEvent>();
  const read = new AbortController();
  const tooLong = clock.sleep(backlogWithinMs, read.signal);
  const both = AbortSignal.any([signal, read.signal]);
  const options = { project, since: new Date(0), until: clock.now(), signal: both };
  const reading = engine.events(options, (event) => {
    if (/^(?:kill|die|start)$/u.test(event.action)) last.set(event.containerId, event);
  });
  await Promise.race([reading, tooLong]);
  read.abort();
  return last;
}

/** Those by which a program is asked to end; its own stop signal may be another. */
const endingSignals = new Set(["2", "3", "9", "15"]);
const numbers: Readonly<Record<string, string>> = { HUP: "1", USR1: "10", USR2: "12", WINCH: "28" };

/** How long until it has ended or been killed, if it is being stopped; none where the signal asked for something else. */
async function stopLeftMs(
  { clock, engine }: Pick<World, "clock" | "engine">,
  { containerId, attributes, at }: EngineEvent,
): Promise<number> {
  const looked = await engine.inspect(containerId);
  if (looked.kind === "failed") return 0;
  const { stopSignal, stopGraceMs } = looked.value;
  const sent = attributes["signal"] ?? "";
  const name = stopSignal.replace(/^SIG/u, "");
  if (!endingSignals.has(sent) && sent !== (numbers[name] ?? name)) return 0;
  return stopGraceMs + marginMs - Math.max(0, clock.now().getTime() - at.getTime());
}

async function ended(
  { engine, clock }: World,
  containerId: string,
  withinMs: number,
  signal: AbortSignal,
): Promise<void> {
  const until = clock.elapsedMs() + withinMs;
  while (!signal.aborted && clock.elapsedMs() < until) {
    const looked = await engine.inspect(containerId);
    if (looked.kind === "failed" || looked.value.state !== "running") return;
    await clock.sleep(betweenLooksMs, signal);
  }
}
