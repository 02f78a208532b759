import { describe, expect, test } from "vitest";
import { up } from "../../src/cli/up.ts";
import { exitCodeOf } from "../../src/core/events/outcome.ts";
import { status } from "../../src/features/status/command.ts";
import type { Part } from "../stage/behaviour.ts";
import { perform } from "../stage/staged-stack.ts";
import type { Performed, StagedStack } from "../stage/staged-stack.ts";
import { started } from "./started-shop.ts";

const serves: Part = { behaves: { kind: "serves", afterMs: 100 } };
/** Nothing can be asked of it. */
const stays: Part = { behaves: { kind: "stays" } };
const hangs: Part = { behaves: { kind: "hangs" } };

interface Told {
  readonly status: number;
  readonly up: number;
  readonly strict: number;
  readonly said: readonly string[];
}

async function toldBy(stack: StagedStack): Promise<Told> {
  const said: Performed[] = [];
  const codes: number[] = [];
  for (const [command, options] of [
    [status, {}],
    [up, {}],
    [up, { strict: true }],
  ] as const) {
    const performed = await perform(stack, command, { options });
    said.push(performed);
    codes.push(exitCodeOf(performed.outcome));
  }
  const [ofStatus = -1, ofUp = -1, ofStrict = -1] = codes;
  return {
    status: ofStatus,
    up: ofUp,
    strict: ofStrict,
    said: said.map(({ terminal }) => terminal.outText + terminal.errText),
  };
}

/** One service, started well; what its container has become since; and what it does from then on. */
async function afterwards(
  part: Part,
  become: (stack: StagedStack, id: string) => void,
  now: Part = part,
): Promise<Told> {
  const stack = await started({}, { web: part });
  const [id = ""] = [...stack.starts.keys()];
  stack.change({ web: now });
  become(stack, id);
  return toldBy(stack);
}

describe("status, up and up --strict come to one verdict", () => {
  test("of what was killed for its memory while its first process lives, and answers no more", async () => {
    const told = await afterwards(
      serves,
      ({ world }, id) => world.engine.change(id, { outOfMemory: true }),
      hangs,
    );
    expect(told).toMatchObject({ status: 4, up: 4, strict: 4 });
    for (const said of told.said) expect(said).toContain("memory");
  });

  test("of what was killed for its memory, answers all the same", async () => {
    const told = await afterwards(serves, ({ world }, id) => world.engine.change(id, { outOfMemory: true }));
    expect(told).toMatchObject({ status: 0, up: 0, strict: 0 });
  });

  test("of what was healthy and turned unhealthy", async () => {
    const told = await afterwards(
      serves,
      ({ world }, id) => world.engine.setHealth(id, "unhealthy", "no"),
      hangs,
    );
    expect(told).toMatchObject({ status: 4, up: 4, strict: 4 });
    for (const said of told.said) expect(said).toContain("unhealthy");
  });

  test("of what was unhealthy and answers again, before the engine has noticed", async () => {
    const told = await afterwards(serves, ({ world }, id) => world.engine.setHealth(id, "unhealthy", "no"));
    expect(told).toMatchObject({ status: 0, up: 0, strict: 0 });
  });

  test("of one of three replicas that is well while the others are not", async () => {
    const stack = await started({}, { web: { ...serves, replicas: 3 } });
    stack.change({ web: { ...hangs, replicas: 3 } });
    for (const id of [...stack.starts.keys()].slice(1)) stack.world.engine.setHealth(id, "unhealthy", "no");
    expect(await toldBy(stack)).toMatchObject({ status: 4, up: 4, strict: 4 });
  });

  test("of one of three replicas that is there: start makes the others", async () => {
    const stack = await started({}, { web: { ...serves, replicas: 3 } });
    for (const id of [...stack.starts.keys()].slice(1)) await stack.world.engine.removeContainer(id, true);
    expect(await toldBy(stack)).toMatchObject({ status: 4, up: 0, strict: 0 });
    expect((await perform(stack, status)).outcome).toEqual({ kind: "done" });
  });

  test("of what has been restarted six times and is dead between two lives, however long the engine waits", async () => {
    const told = await afterwards(
      { ...serves, readyWithinMs: 30_000, detail: { restartPolicy: { name: "always", retries: 0 } } },
      ({ world }, id) => world.engine.change(id, { state: "restarting", restartCount: 6, exitCode: 9 }),
    );
    expect(told).toMatchObject({ status: 4, up: 4, strict: 4 });
    expect(told.said[0]).toContain("restarting (6 times)");
    expect(told.said[1]).toContain("restarted 6 times");
  });

  test("of what has been restarted six times, nothing can be asked of, and lives once more for a moment", async () => {
    const stack = await started(
      {},
      { web: { ...stays, detail: { restartPolicy: { name: "always", retries: 0 } } } },
    );
    const [id = ""] = [...stack.starts.keys()];
    const live = (restartCount: number): void => {
      stack.world.engine.change(id, { state: "running", startedAt: stack.world.clock.now(), restartCount });
      stack.world.engine.emit(id, "start");
    };
    live(6);
    expect(exitCodeOf((await perform(stack, status)).outcome)).toBe(4);
    const crashing = new AbortController();
    const crash = async (): Promise<void> => {
      for (let count = 6; !crashing.signal.aborted; count += 1) {
        await stack.world.clock.sleep(7_000, crashing.signal);
        if (crashing.signal.aborted) return;
        stack.world.engine.die(id, 1);
        live(count + 1);
      }
    };
    const meanwhile = crash();
    for (const strict of [false, true])
      expect(exitCodeOf((await perform(stack, up, { options: { strict } })).outcome)).toBe(4);
    crashing.abort();
    await meanwhile;
  });
});
