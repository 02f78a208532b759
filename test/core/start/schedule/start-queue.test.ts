import { describe, expect, test } from "vitest";
import { StartQueue } from "../../../../src/core/start/schedule/start-queue.ts";
import { createBackground } from "../../../../src/world/background.ts";
import { fakeClock, settle } from "../../../world/fake-clock.ts";

describe("the queue of starts", () => {
  test("lets the most urgent go first, so many at once, and the next when one is done", async () => {
    const { began, ends, start } = starting(2, [9, 5, 4, 3, 1]);
    for (const [name, urgency] of [
      ["page", 1],
      ["store", 5],
      ["worker", 3],
      ["model", 4],
    ] as const)
      void start(name, urgency);
    await settle();
    expect(began).toEqual(["store", "model"]);
    ends.get("model")?.();
    await settle();
    expect(began).toEqual(["store", "model", "worker"]);
  });

  test("keeps nobody waiting than whom nothing left is more urgent", async () => {
    const { began, start } = starting(1, [5, 5, 3, 1]);
    for (const [name, urgency] of [
      ["page", 1],
      ["store", 5],
    ] as const)
      void start(name, urgency);
    await settle();
    expect(began).toEqual(["store"]);
    void start("other store", 5);
    await settle();
    expect(began).toEqual(["store", "other store"]);
    void start("worker", 3);
    await settle();
    expect(began).toEqual(["store", "other store", "worker", "page"]);
  });

  test("goes on when a start takes long, and counts it once", async () => {
    const { clock, began, ends, start } = starting(1, [9, 1, 1, 1]);
    for (const name of ["slow", "next", "third"]) void start(name, 1);
    await clock.advance(1_000);
    expect(began).toEqual(["slow", "next"]);
    ends.get("slow")?.();
    await settle();
    expect(began).toEqual(["slow", "next"]);
  });

  test("starts nothing more once the run is over, and nobody waits for ever", async () => {
    const { began, ends, start, stop } = starting(1, [9, 1, 1]);
    void start("first", 1);
    const second = start("second", 1);
    await settle();
    stop();
    ends.get("first")?.();
    expect(await second).toBeUndefined();
    expect(began).toEqual(["first"]);
  });

  test("passes a failure on, and makes room all the same", async () => {
    const { queue, signal } = starting(1, [1, 1]);
    const failing = queue.run(1, async () => Promise.reject(new Error("refused")), signal);
    await expect(failing).rejects.toThrow("refused");
    expect(await queue.run(1, async () => Promise.resolve("started"), signal)).toBe("started");
  });
});

interface Starting {
  readonly clock: ReturnType<typeof fakeClock>;
  readonly queue: StartQueue;
  readonly began: readonly string[];
  readonly ends: ReadonlyMap<string, () => void>;
  readonly start: (name: string, urgency: number) => Promise<string | undefined>;
  readonly stop: () => void;
  readonly signal: AbortSignal;
}

function starting(atOnce: number, urgencies: readonly number[]): Starting {
  const clock = fakeClock();
  const queue = new StartQueue({ clock, background: createBackground() }, atOnce, urgencies);
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const stopping = new AbortController();
  const work = async (name: string): Promise<string> => {
    began.push(name);
    return new Promise((resolve) => ends.set(name, () => resolve(name)));
  };
  return {
    clock,
    queue,
    began,
    ends,
    start: async (name, urgency) => queue.run(urgency, async () => work(name), stopping.signal),
    stop: () => stopping.abort(),
    signal: stopping.signal,
  };
}
