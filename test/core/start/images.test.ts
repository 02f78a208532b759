import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import type { EngineAnswer, PullProgress } from "../../../src/world/engine/engine.ts";
import { exited } from "../../world/fake-processes.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import type { StagedStack, StageOptions } from "../../stage/staged-stack.ts";
import { eventsOf, resultOf } from "../../stage/told.ts";

const serves = { kind: "serves", afterMs: 0 } as const;

const parts: Parts = {
  db: { behaves: serves },
  twin: { behaves: serves, config: { image: "example/db:1" } },
  web: { behaves: serves, after: { db: { condition: "service_healthy" } } },
};

type Pull = (reference: string, onProgress: (progress: PullProgress) => void) => EngineAnswer<"pulled">;

const pulled: EngineAnswer<"pulled"> = { kind: "ok", value: "pulled" };

function failed(message: string): EngineAnswer<"pulled"> {
  return { kind: "failed", error: { kind: "refused", status: 500, message } };
}

/** A box that has none of the images. */
function without(pull: Pull | undefined, more: StageOptions = {}, services: Parts = parts): StagedStack {
  const engine = { images: {}, ...(pull === undefined ? {} : { pull }), ...more.engine };
  return stagedStack(services, { ...more, engine });
}

function pullsOf({ world }: StagedStack): readonly string[] {
  return world.engine.calls.filter((call) => call.startsWith("pull"));
}

const json = { json: true };

describe("the images of a start", () => {
  test("are pulled where they are missing, each once, with their progress", async () => {
    const stack = without((_reference, onProgress) => {
      onProgress({ currentBytes: 1, totalBytes: 2, phase: "Downloading" });
      return pulled;
    });
    const performed = await perform(stack, up, { options: json });
    expect(resultOf(performed).exitCode).toBe(0);
    expect(pullsOf(stack)).toEqual(["pull example/db:1", "pull example/web:1"]);
    const types = eventsOf(performed).map(({ type }) => type);
    expect(types).toContain("image-progress");
    expect(types.filter((type) => type === "image-pulled")).toHaveLength(2);
  });

  test("are tried again with growing pauses where that can help", async () => {
    let tries = 0;
    const stack = without(
      () => {
        tries += 1;
        return tries < 4 ? failed("net/http: TLS handshake timeout") : pulled;
      },
      {},
      { db: { behaves: serves } },
    );
    const performed = await perform(stack, up, { options: json });
    const retries = eventsOf(performed).filter(({ type }) => type === "image-retry");
    expect(retries.map(({ atMs }) => atMs)).toEqual([0, 1_000, 4_000]);
    expect(resultOf(performed)).toMatchObject({ exitCode: 0, criticalMs: 13_000 });
  });

  test("that cannot be had fail those that need them, and no others", async () => {
    const stack = without((reference) =>
      reference === "example/db:1" ? failed("manifest unknown") : pulled,
    );
    const result = resultOf(await perform(stack, up, { options: json }));
    expect(result.exitCode).toBe(4);
    expect(result.services).toMatchObject([
      { name: "db", state: "failed", blocks: ["web"] },
      { name: "twin", state: "failed" },
      { name: "web", state: "skipped" },
    ]);
  });

  test.each([
    ["--pull never", { pull: "never" }, {}],
    ["the service's own policy", {}, { pull_policy: "never" }],
  ])("are not pulled where %s forbids it", async (_what, options, config) => {
    const stack = without(undefined, {}, { db: { behaves: serves, config } });
    const result = resultOf(await perform(stack, up, { options: { ...json, ...options } }));
    expect(result).toMatchObject({ exitCode: 4, services: [{ state: "failed" }] });
    expect(pullsOf(stack)).toEqual([]);
  });

  test.each([
    ["--pull always", { pull: "always" }, {}],
    ["the service's own policy", {}, { pull_policy: "always" }],
  ])("are pulled though they are here where %s wants it", async (_what, options, config) => {
    const stack = stagedStack({ db: { behaves: serves, config } }, { engine: { pull: () => pulled } });
    await perform(stack, up, { options: { ...json, ...options } });
    expect(pullsOf(stack)).toEqual(["pull example/db:1"]);
  });

  test("that are being pulled when the run is interrupted are no failure", async () => {
    let interrupt = (): void => undefined;
    const stack = without(() => {
      interrupt();
      return failed("context canceled");
    });
    const performed = await perform(stack, up, {
      options: json,
      meanwhile: (terminal) => {
        interrupt = () => terminal.interrupt("SIGINT");
      },
    });
    expect(resultOf(performed).exitCode).toBe(130);
    expect(eventsOf(performed).map(({ type }) => type)).not.toContain("image-failed");
  });
});

describe("images that are built", () => {
  const built: Parts = { app: { behaves: serves, config: { image: undefined, build: { context: "." } } } };
  const image = { id: "sha256:app", sizeBytes: 1, repoDigests: [] };

  function building(exitCode: number, stderr: string, options: StageOptions = {}) {
    const asked: (readonly string[])[] = [];
    const stack = stagedStack(built, {
      ...options,
      compose: {
        build: (_project, services) => {
          asked.push(services);
          return Promise.resolve(exited("", { exitCode, stderr }));
        },
      },
    });
    return { stack, asked };
  }

  test("are built where they are missing", async () => {
    const { stack, asked } = building(0, "");
    await perform(stack, up, { options: json });
    expect(asked).toEqual([["app"]]);
  });

  test("are built again only where that is asked for", async () => {
    const here = { engine: { images: { "shop-demo-app": image } } };
    const kept = building(0, "", here);
    await perform(kept.stack, up, { options: json });
    expect(kept.asked).toEqual([]);
    const again = building(0, "", here);
    await perform(again.stack, up, { options: { ...json, build: true } });
    expect(again.asked).toEqual([["app"]]);
  });

  test("fail their services by Compose's last complaint", async () => {
    const { stack } = building(17, "#5 [2/2] RUN false\nfailed to solve: exit code: 1\n");
    const result = resultOf(await perform(stack, up, { options: json }));
    expect(result.exitCode).toBe(4);
    expect(result.services[0]?.reason).toContain("failed to solve");
  });
});
