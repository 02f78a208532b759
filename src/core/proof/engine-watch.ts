import type { EngineEvent } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

type Listener = (event: EngineEvent) => void;

/**
 * The engine's events of one project, handed to whoever watches a container. The stream is opened before anything is
 * started, and a cut one is taken up again from where it ended, so that no death goes unseen.
 */
export class EngineWatch {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #forNew = new Set<Listener>();
  readonly #world: World;
  readonly #project: string;
  #seenUntil: Date;
  /** Told when the stream is cut, and when it is opened again: watchers then look for themselves what they miss. */
  #onGap = new Set<() => void>();

  constructor(world: World, project: string) {
    this.#world = world;
    this.#project = project;
    this.#seenUntil = world.clock.now();
  }

  /** Follows until the signal aborts; resolves with the reason when the engine stays away for `patienceMs`. */
  async follow(signal: AbortSignal, patienceMs: number): Promise<"aborted" | "engine-lost"> {
    let lostSince: number | undefined;
    for (;;) {
      const openedMs = this.#world.clock.elapsedMs();
      await this.#world.engine.events({ project: this.#project, since: this.#seenUntil, signal }, (event) =>
        this.#pass(event),
      );
      if (signal.aborted) return "aborted";
      this.#lookAround();
      const nowMs = this.#world.clock.elapsedMs();
      lostSince = nowMs - openedMs > 1_000 ? nowMs : (lostSince ?? nowMs);
      if (nowMs - lostSince > patienceMs) return "engine-lost";
      await this.#world.clock.sleep(200, signal);
      if (signal.aborted) return "aborted";
      this.#lookAround();
    }
  }

  #lookAround(): void {
    for (const look of this.#onGap) look();
  }

  /** Events of one container, and a call after each gap in the stream. Returns the way to stop. */
  subscribe(containerId: string, onEvent: Listener, onGap: () => void): () => void {
    const listeners = this.#listeners.get(containerId) ?? new Set();
    listeners.add(onEvent);
    this.#listeners.set(containerId, listeners);
    this.#onGap.add(onGap);
    return () => {
      listeners.delete(onEvent);
      this.#onGap.delete(onGap);
    };
  }

  /** The making of any container. Returns the way to stop. */
  subscribeToNew(onEvent: Listener): () => void {
    this.#forNew.add(onEvent);
    return () => this.#forNew.delete(onEvent);
  }

  #pass(event: EngineEvent): void {
    this.#seenUntil = event.at;
    if (event.action === "create") for (const listener of this.#forNew) listener(event);
    for (const listener of this.#listeners.get(event.containerId) ?? []) listener(event);
  }
}
