import { describe, expect, test } from "vitest";
import { bareWatched } from "../../../src/features/backup/stores/bare-watched.ts";
import { lookNow } from "../../../src/core/proof/look-now.ts";
import type { Looked } from "../../../src/core/proof/look-now.ts";
import type { Watched } from "../../../src/core/proof/watched.ts";
import type { ContainerDetail } from "../../../src/world/engine/container.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { fakeWorld } from "../../world/fake-world.ts";

async function look(detail: Partial<ContainerDetail>, rules: Partial<Watched> = {}): Promise<Looked> {
  const container = fakeContainer({ project: "p", service: "it", ...detail });
  const world = fakeWorld({ engine: { containers: [container] } });
  const watched = { ...bareWatched("it"), ...rules };
  return lookNow(world, container, watched, new AbortController().signal);
}

const ended = { state: "exited", startedAt: new Date("2026-11-20T10:00:00Z") } as const;

describe("a container that does not run", () => {
  test("is stopped, whatever its exit code, where a stop ends so", async () => {
    for (const exitCode of [0, 137, 143])
      expect(await look({ ...ended, exitCode })).toEqual({ kind: "stopped" });
  });

  test("is completed where it is a one-shot that ended well", async () => {
    expect(await look({ ...ended, exitCode: 0 }, { endsByItself: true })).toEqual({ kind: "completed" });
    expect(await look({ ...ended, exitCode: 3 }, { endsByItself: true })).toMatchObject({ kind: "failed" });
  });

  test("is stopped where the engine would have started it again: somebody ended it", async () => {
    const restartPolicy = { name: "always", retries: 0 } as const;
    expect(await look({ ...ended, restartPolicy }, { endsByItself: true })).toEqual({ kind: "stopped" });
  });

  test("is stopped where it never ran, one-shot or not", async () => {
    expect(await look({ state: "created" }, { endsByItself: true })).toEqual({ kind: "stopped" });
  });
});
