import { beforeEach, describe, expect, it } from "vitest";
import { completeSecrets } from "../../../src/core/secrets/complete.ts";
import { listSecrets } from "../../../src/features/secrets/list-command.ts";
import { secretSpecsSchema } from "../../../src/core/secrets/secret-spec.ts";
import { MemoryWorld } from "../../core/secrets/memory-world.ts";

const place = { environment: "development", directory: "/box" };
const specs = secretSpecsSchema.parse({
  VLLM_API_KEY: { kind: "api-key", services: ["vllm"], describe: "the model server" },
  REDIS_PASSWORD: {
    kind: "password",
    file: "redis_password",
    mode: "0444",
    derived: { "redis.conf": "requirepass {value}\n" },
  },
  SALT: { kind: "hex", file: "salt", visible: "inspect", immutable: true },
});
let world: MemoryWorld;
beforeEach(() => {
  world = new MemoryWorld();
});
const list = () => listSecrets(world, place, specs);

describe("the list of secrets", () => {
  it("tells names, kinds, places, rights and age, and of no value", async () => {
    await completeSecrets(world, { ...place, specs, variables: {} });
    const listed = await list();
    expect(listed).toMatchObject([
      {
        name: "VLLM_API_KEY",
        kind: "api-key",
        description: "the model server",
        present: true,
        visibleInInspect: true,
        services: ["vllm"],
        places: [{ path: "/box/.env.development", line: 3, mode: "0600" }],
      },
      {
        name: "REDIS_PASSWORD",
        visibleInInspect: false,
        places: [
          { path: "/box/secrets/development/redis_password", line: 0, mode: "0444" },
          { path: "/box/secrets/development/redis.conf", line: 0, mode: "0444" },
        ],
      },
      { name: "SALT", immutable: true, visibleInInspect: true, places: [{ line: 4 }, { line: 0 }] },
    ]);
    for (const { ageMs } of listed) expect(ageMs).toBeGreaterThan(0);
    const value = world.text("/box/secrets/development/redis_password") ?? "";
    expect(JSON.stringify(listed)).not.toContain(value);
  });

  it("says what is not there yet, and makes nothing", async () => {
    expect((await list()).map(({ present, since, places }) => [present, since, places])).toEqual([
      [false, undefined, []],
      [false, undefined, []],
      [false, undefined, []],
    ]);
    expect(world.writes).toEqual([]);
  });

  it("does not guess the age of a value that a person wrote into the env file", async () => {
    world.put("/box/.env.development", "VLLM_API_KEY=my-own-value-of-it\n");
    expect((await list())[0]).toMatchObject({ present: true, since: undefined, ageMs: undefined });
  });
});
