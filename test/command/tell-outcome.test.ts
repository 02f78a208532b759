import { describe, expect, it } from "vitest";
import { openContext } from "../../src/command/open-context.ts";
import { endedBySignal } from "../../src/command/tell-outcome.ts";
import type { Outcome } from "../../src/core/events/outcome.ts";
import { fakeWorld } from "../world/fake-world.ts";

const failed: Outcome = { kind: "usage", message: "docker compose config did not finish", fix: "" };
const done: Outcome = { kind: "done" };

async function endOf(outcome: Outcome, signal?: "SIGINT" | "SIGTERM", command = "plan"): Promise<Outcome> {
  const world = fakeWorld();
  const opened = await openContext(world, [], { options: {}, commands: [], startGuards: [] });
  if (opened.kind === "failed") throw new Error(opened.error.message);
  if (signal !== undefined) world.terminal.interrupt(signal);
  return endedBySignal(opened.value, command, outcome);
}

describe("how a command ended that got a signal", () => {
  it("is by SIGTERM, whatever it still brought to its end", async () => {
    const terminated = { kind: "interrupted", signal: "SIGTERM" };
    expect(await endOf(failed, "SIGTERM")).toEqual(terminated);
    expect(await endOf(done, "SIGTERM")).toEqual(terminated);
    expect(await endOf({ kind: "child-exited", exitCode: 7 }, "SIGTERM")).toEqual(terminated);
  });

  it("is by Ctrl-C where it failed then, and well where it ended well", async () => {
    expect(await endOf(failed, "SIGINT")).toEqual({ kind: "interrupted", signal: "SIGINT" });
    expect(await endOf(done, "SIGINT")).toEqual(done);
  });

  it("is its own where there was none, or where a signal is the usual ending", async () => {
    expect(await endOf(failed)).toEqual(failed);
    expect(await endOf(done, "SIGTERM", "serve")).toEqual(done);
  });
});
