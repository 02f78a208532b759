import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import { readStoreRecord } from "../../../src/core/secrets/store/store-record.ts";
import type { Volume } from "../../../src/world/engine/engine.ts";
import type { World } from "../../../src/world/world.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import type { StagedStack } from "../../stage/staged-stack.ts";
import { resultOf } from "../../stage/told.ts";

const volume = {
  name: "shop-demo_data",
  createdAt: "2026-01-01T00:00:00Z",
  driver: "local",
  options: {},
  labels: { "com.docker.compose.project": "shop-demo", "com.docker.compose.volume": "data" },
};

const manifest = {
  name: "shop",
  environments: { demo: { layers: ["compose.yaml"] } },
  secrets: { DB_PASSWORD: { kind: "password", services: ["db"] } },
};

const db: Parts = {
  db: {
    behaves: { kind: "serves", afterMs: 0 },
    extras: { kind: "postgres" },
    layer: { environment: { POSTGRES_PASSWORD: "${DB_PASSWORD}" } },
    config: {
      environment: { POSTGRES_PASSWORD: "x" },
      volumes: [{ type: "volume", source: "data", target: "/var/lib/postgresql/data" }],
    },
  },
};

/** A start on a volume that was there before, unless told; the store answers its password so. */
function onOldVolume(exitCode: number, stderr: string, volumes: readonly Volume[] = [volume]): StagedStack {
  return stagedStack(db, {
    manifest,
    model: { volumes: { data: { name: volume.name } } },
    files: { "/home/ann/project/.env.demo": "DB_PASSWORD=orange-blossom-1\n" },
    engine: {
      volumes,
      exec: {
        db: ({ command }) => {
          const isProbe = command.join(" ").includes("psql");
          return {
            kind: "exited",
            exitCode: isProbe ? exitCode : 0,
            stdout: "",
            stderr: isProbe ? stderr : "",
          };
        },
      },
    },
  });
}

/** Compose makes the volume along with the container. */
function withNewVolume(world: World, { world: { engine } }: StagedStack): World {
  const create: World["compose"]["create"] = async (...asked) => {
    engine.addVolume(volume);
    return world.compose.create(...asked);
  };
  return { ...world, compose: { ...world.compose, create } };
}

/** What is kept of the secrets that volumes were made with. */
async function kept({ world }: StagedStack): Promise<readonly unknown[]> {
  const record = await readStoreRecord(world, { environment: "demo", directory: "/home/ann/project" });
  return record?.entries ?? [];
}

const made = { secret: "DB_PASSWORD", volume: volume.name, volumeCreatedAt: volume.createdAt };

describe("what a store's volume was made with", () => {
  test("is kept once the store lets the secret in", async () => {
    const stack = onOldVolume(0, "");
    const result = resultOf(await perform(stack, up, { options: { json: true } }));
    expect(result).toMatchObject({ exitCode: 0, warnings: [] });
    expect(await kept(stack)).toMatchObject([made]);
  });

  test("is warned of where the store refuses the secret, and not kept", async () => {
    // no value would have stopped the start before: the one that is refused came from somewhere else
    const stack = onOldVolume(2, 'FATAL:  password authentication failed for user "postgres"');
    const result = resultOf(await perform(stack, up, { options: { json: true } }));
    expect(result).toMatchObject({ exitCode: 0, warnings: [expect.stringContaining("db")] });
    expect(await kept(stack)).toEqual([]);
  });

  test("is not known where the store does not say, and the volume was there before", async () => {
    const stack = onOldVolume(2, "could not connect to server");
    const result = resultOf(await perform(stack, up, { options: { json: true } }));
    expect(result).toMatchObject({ exitCode: 0, warnings: [] });
    expect(await kept(stack)).toEqual([]);
  });

  test("is known of a volume that this start made, also where the store does not say", async () => {
    const stack = onOldVolume(2, "could not connect to server", []);
    await perform(stack, up, { options: { json: true }, within: (world) => withNewVolume(world, stack) });
    expect(await kept(stack)).toMatchObject([made]);
  });

  test("is what somebody answers for, where the store is one that nobody here can ask", async () => {
    const parts: Parts = {
      box: {
        behaves: { kind: "serves", afterMs: 0 },
        config: { volumes: [{ type: "volume", source: "data", target: "/data" }] },
      },
    };
    const stack = stagedStack(parts, {
      manifest: {
        ...manifest,
        secrets: { BOX_PASSWORD: { kind: "password", services: ["box"], volume: "data" } },
      },
      model: { volumes: { data: { name: volume.name } } },
      files: { "/home/ann/project/.env.demo": "BOX_PASSWORD=orange-blossom-1\n" },
      engine: { volumes: [volume] },
    });
    await perform(stack, up, { options: { json: true } });
    expect(await kept(stack)).toEqual([]);
    await perform(stack, up, { options: { json: true, ignore: "secrets.drift" } });
    expect(await kept(stack)).toMatchObject([{ ...made, secret: "BOX_PASSWORD" }]);
  });
});
