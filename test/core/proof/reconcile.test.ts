import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEvent, factsFrom, restartsOf } from "../../../src/core/proof/container-facts.ts";
import type { ContainerFacts } from "../../../src/core/proof/container-facts.ts";
import { justStarted } from "../../../src/core/proof/backoff.ts";
import { reconcile } from "../../../src/core/proof/reconcile.ts";
import type { ContainerDetail } from "../../../src/world/engine/container.ts";
import type { EngineEvent } from "../../../src/world/engine/engine.ts";
import { fakeContainer } from "../../world/fake-container.ts";

const created = fakeContainer({ project: "p", service: "web" });
const fresh = factsFrom(created, 0, 0);

function event(action: string, atMs: number, exitCode = 1): EngineEvent {
  return {
    at: new Date(atMs),
    action,
    containerId: "web-id",
    service: "web",
    attributes: { exitCode: String(exitCode) },
  };
}

function exitedAfter(startedMs: number, finishedMs: number, exitCode = 1): ContainerDetail {
  return {
    ...created,
    state: "exited",
    exitCode,
    startedAt: new Date(startedMs),
    finishedAt: new Date(finishedMs),
  };
}

describe("a look at a container", () => {
  test("finds out whether the engine lets it be, or is about to start it again", () => {
    const gone = reconcile(fresh, exitedAfter(10, 20), 30);
    const again = reconcile(fresh, { ...exitedAfter(10, 20), state: "restarting" }, 30);
    expect([gone.leftDead, again.leftDead]).toEqual([true, false]);
    const started = applyEvent(gone, event("start", 200), 200);
    expect(started.leftDead).toBe(false);
  });

  test("finds a life that was over before anyone listened", () => {
    const facts = reconcile(fresh, exitedAfter(10, 20, 7), 30);
    expect(facts).toMatchObject({ running: false, starts: 1, exits: [{ code: 7 }] });
  });

  test("finds the only life of what Compose started, though it was over at the first look", () => {
    const over = exitedAfter(10, 20, 7);
    expect(reconcile(factsFrom(over, 30, 0), over, 30).exits).toEqual([]);
    const facts = reconcile(factsFrom(justStarted(over), 30, 0), over, 30);
    expect(facts).toMatchObject({ running: false, starts: 1, exits: [{ code: 7 }] });
  });

  test("the start and the death that come late in the stream of events are no second life", () => {
    const seen = reconcile(fresh, exitedAfter(10, 20), 30);
    const told = applyEvent(applyEvent(seen, event("start", 12), 31), event("die", 21), 31);
    expect(told.exits).toHaveLength(1);
    expect(told.starts).toBe(1);
  });

  test("the next life, told by its start, counts", () => {
    const seen = reconcile(fresh, exitedAfter(10, 20), 30);
    const again = applyEvent(applyEvent(seen, event("start", 140), 141), event("die", 150), 151);
    expect(again.exits).toHaveLength(2);
    expect(restartsOf(again)).toBe(1);
  });

  test("a life that events have told is not counted again", () => {
    const told = applyEvent(applyEvent(fresh, event("start", 12), 12), event("die", 21), 21);
    expect(reconcile(told, exitedAfter(10, 20), 30).exits).toHaveLength(1);
  });

  test("an old life, over before it was started again, is not news", () => {
    const before = factsFrom(exitedAfter(10, 20), 100, 0);
    expect(reconcile(before, exitedAfter(10, 20), 100).exits).toHaveLength(0);
  });

  test("a restart in a gap of the events is a new life that has to be proven anew", () => {
    const running: ContainerDetail = { ...created, state: "running", startedAt: new Date(10) };
    const proven: ContainerFacts = { ...factsFrom(running, 20, 0), proven: { atMs: 25, by: "port 1" } };
    const facts = reconcile(proven, { ...running, startedAt: new Date(5_000) }, 6_000);
    expect(facts).toMatchObject({ running: true, startedMs: 6_000, proven: undefined });
  });

  test("sees that a paused container goes on", () => {
    const running: ContainerDetail = { ...created, state: "running", startedAt: new Date(10) };
    const paused = factsFrom({ ...running, state: "paused" }, 20, 0);
    expect(reconcile(paused, running, 30)).toMatchObject({ running: true, paused: false, starts: 1 });
  });

  test("brings health, and what the check printed, together", () => {
    const log = [{ start: new Date(1), end: new Date(2), exitCode: 3, output: "disk is full\n" }];
    const sick: ContainerDetail = {
      ...created,
      state: "running",
      startedAt: new Date(10),
      health: { status: "unhealthy", failingStreak: 3, log },
    };
    expect(reconcile(fresh, sick, 20)).toMatchObject({
      health: "unhealthy",
      checkOutput: "disk is full",
      checkExitCode: 3,
    });
  });

  test("however looks and events interleave, a crash loop is counted exactly", () => {
    const lives = 4;
    const begun = (life: number): number => life * 1_000 + 10;
    const over = (life: number): number => life * 1_000 + 50;
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: lives, maxLength: lives }),
        fc.array(fc.nat(3), { maxLength: 8 }),
        (lookFirst, looks) => {
          let facts = fresh;
          for (let life = 0; life < lives; life += 1) {
            const look = (): void => {
              facts = reconcile(facts, exitedAfter(begun(life), over(life)), over(life) + 20);
            };
            if (lookFirst[life] === true) look();
            facts = applyEvent(facts, event("start", begun(life) + 2), over(life) + 21);
            facts = applyEvent(facts, event("die", over(life) + 2), over(life) + 22);
            if (looks.includes(life)) look();
          }
          expect(facts.exits).toHaveLength(lives);
          expect(facts.starts).toBe(lives);
        },
      ),
    );
  });
});
