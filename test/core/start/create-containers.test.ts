import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import { findManifest } from "../../../src/core/environment/find-manifest.ts";
import type { ProjectSearch } from "../../../src/core/ownership/running-project.ts";
import { takeDownNow } from "../../../src/core/stop/take-down.ts";
import type { Parts } from "../../stage/behaviour.ts";
import type { World } from "../../../src/world/world.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import type { StagedStack } from "../../stage/staged-stack.ts";
import { resultOf } from "../../stage/told.ts";

const serves = { kind: "serves", afterMs: 0 } as const;
const json = { options: { json: true } };

const parts: Parts = { db: { behaves: serves }, web: { behaves: serves }, box: { behaves: serves } };

/** Compose refuses whatever call names one of these. */
function refusing(refused: readonly string[], notCreated: string): StagedStack {
  const withRefusals = Object.entries(parts).map(([name, part]) => [
    name,
    refused.includes(name) ? { ...part, notCreated } : part,
  ]);
  return stagedStack(Object.fromEntries(withRefusals));
}

describe("containers that Compose refuses to make", () => {
  test("fail their own services; the others are made one by one", async () => {
    const stack = refusing(["web"], "Error response from daemon: unknown or invalid runtime name: nvidia");
    const result = resultOf(await perform(stack, up, json));
    expect(result.exitCode).toBe(4);
    expect(result.services.map(({ state }) => state)).toEqual(["ready", "failed", "ready"]);
    expect(result.services[1]?.reason).toContain("GPU");
  });

  test("fail all where all are refused", async () => {
    const stack = refusing(["db", "web", "box"], "Error response from daemon: no space left on device");
    const result = resultOf(await perform(stack, up, json));
    expect(result.services.map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
    expect(result.services[0]?.reason).toContain("no space left");
  });
});

describe("a container that cannot be started for want of another", () => {
  test("is not told to have been removed itself", async () => {
    const stack = stagedStack({ web: { behaves: serves } });
    const message = "No such container: somebody-elses-proxy";
    const within = (world: World): World => ({
      ...world,
      engine: {
        ...world.engine,
        start: async () => ({ kind: "failed", error: { kind: "not-found", message } }),
      },
    });
    const [web] = resultOf(await perform(stack, up, { ...json, within })).services;
    expect(web).toMatchObject({ state: "failed", reason: expect.stringContaining(message) });
    expect(web?.reason).not.toContain("removed from outside");
  });
});

async function searching(world: World): Promise<ProjectSearch> {
  return { world, manifest: await findManifest(world, world.machine.workingDirectory) };
}

describe("what is taken down without a word", () => {
  test("goes with its containers; where nothing is, nothing is left to do", async () => {
    const stack = stagedStack(parts);
    await perform(stack, up, json);
    expect(await stack.world.clock.drive(takeDownNow(await searching(stack.world), "demo", false))).toBe(
      true,
    );
    const left = await stack.world.engine.containers({ project: "shop-demo" });
    expect(left).toEqual({ kind: "ok", value: [] });
    expect(await stack.world.clock.drive(takeDownNow(await searching(stack.world), "demo", true))).toBe(true);
  });

  test("is tried again, and told where it stays", async () => {
    const stack = stagedStack(parts);
    await perform(stack, up, json);
    expect(await stack.world.clock.drive(takeDownNow(await searching(stack.world), "nothing", false))).toBe(
      false,
    );
    expect(stack.world.clock.elapsedMs()).toBeGreaterThan(2_000);
  });
});
