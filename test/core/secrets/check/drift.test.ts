import { beforeEach, describe, expect, it } from "vitest";
import { completeSecrets } from "../../../../src/core/secrets/complete.ts";
import {
  driftProblems,
  findDrift,
  judgeDrift,
  rememberStores,
} from "../../../../src/core/secrets/check/drift.ts";
import type { StoreSecret } from "../../../../src/core/secrets/check/drift.ts";
import { secretSpecsSchema } from "../../../../src/core/secrets/secret-spec.ts";
import { MemoryWorld } from "../memory-world.ts";

const place = { environment: "development", directory: "/box" };
const specs = secretSpecsSchema.parse({
  POSTGRES_PASSWORD: { kind: "password", file: "postgres_password" },
  GRAFANA_PASSWORD: { kind: "password" },
});
const store = (value: string, volumeCreatedAt = "2026-01-01T00:00:00Z"): StoreSecret => ({
  secret: "POSTGRES_PASSWORD",
  value,
  volume: "multimodal-development_postgres-data",
  volumeCreatedAt,
});
let world: MemoryWorld;
beforeEach(() => {
  world = new MemoryWorld();
});
const states = async (stores: readonly StoreSecret[]) =>
  (await findDrift(world, place, stores)).map(({ state }) => state);

describe("what a volume was initialised with", () => {
  it("is known by a fingerprint, kept where only its owner reads it, without the value", async () => {
    await rememberStores(world, place, [store("the first value")], "keep");
    expect(await states([store("the first value")])).toEqual(["agrees"]);
    expect(await states([store("another value")])).toEqual(["drifted"]);
    expect(world.mode("/box/.stack/secrets/development.json")).toBe("600");
    expect(world.mode("/box/.stack/fingerprint.key")).toBe("600");
    expect(world.text("/box/.stack/secrets/development.json")).not.toContain("the first value");
  });

  it("stays what it was, until a rotation changed the store itself", async () => {
    await rememberStores(world, place, [store("one")], "keep");
    await rememberStores(world, place, [store("two")], "keep");
    expect(await states([store("one")])).toEqual(["agrees"]);
    await rememberStores(world, place, [store("two")], "replace");
    expect(await states([store("two")])).toEqual(["agrees"]);
  });

  it("is forgotten with the volume: one made anew is another", async () => {
    await rememberStores(world, place, [store("one")], "keep");
    expect(await states([store("two", "2026-02-02T00:00:00Z")])).toEqual(["unrecorded"]);
    await rememberStores(world, place, [store("two", "2026-02-02T00:00:00Z")], "keep");
    expect(await states([store("two", "2026-02-02T00:00:00Z")])).toEqual(["agrees"]);
  });

  it("says nothing once the key is lost, and is then recorded anew", async () => {
    await rememberStores(world, place, [store("one")], "keep");
    await world.files.remove("/box/.stack/fingerprint.key");
    expect(await states([store("two")])).toEqual(["unrecorded"]);
    await rememberStores(world, place, [store("two")], "keep");
    expect(await states([store("two")])).toEqual(["agrees"]);
  });

  it("is unknown where the record is nonsense", async () => {
    await rememberStores(world, place, [store("one")], "keep");
    world.put("/box/.stack/secrets/development.json", "{ nonsense");
    expect(await states([store("two")])).toEqual(["unrecorded"]);
  });

  it("is judged for each store by itself", () => {
    const entry = { secret: "A", volume: "v", volumeCreatedAt: "t", fingerprint: "1", recordedAt: "then" };
    const now = [
      { secret: "A", volume: "v", volumeCreatedAt: "t", fingerprint: "2" },
      { secret: "A", volume: "w", volumeCreatedAt: "t", fingerprint: "2" },
      { secret: "B", volume: "v", volumeCreatedAt: "t", fingerprint: "2" },
    ];
    expect(judgeDrift([entry], now).map(({ state }) => state)).toEqual([
      "drifted",
      "unrecorded",
      "unrecorded",
    ]);
  });
});

describe("the way out of drift", () => {
  const complete = () => completeSecrets(world, { ...place, specs, variables: {} });
  const problems = async (stores: readonly StoreSecret[]) =>
    driftProblems(world, place, specs, await findDrift(world, place, stores));
  const file = "/box/secrets/development/postgres_password";
  const env = "/box/.env.development";

  it("is the old value where a backup has it", async () => {
    await complete();
    await rememberStores(world, place, [store(world.text(file) ?? "")], "keep");
    world.put(env, `${world.text(env)}POSTGRES_PASSWORD=another-value-by-hand\n`);
    await complete();
    const [problem] = await problems([store("another-value-by-hand")]);
    expect(problem).toMatchObject({ id: "secrets.drift", name: "POSTGRES_PASSWORD", blocking: true });
    expect(problem?.detail).toMatch(/multimodal-development_postgres-data .*2026-/u);
    expect(problem?.detail).toContain("stack secrets rotate development POSTGRES_PASSWORD");
    expect(problem?.fix).toMatch(
      /^cp -f \S+backup\/postgres_password\.\S+ \S+ && stack secrets generate development$/u,
    );
  });

  it("is the line of a replaced env file", async () => {
    await complete();
    const value = /GRAFANA_PASSWORD=(.*)/u.exec(world.text(env) ?? "")?.[1] ?? "";
    const grafana = (now: string) => ({ ...store(now), secret: "GRAFANA_PASSWORD" });
    await rememberStores(world, place, [grafana(value)], "keep");
    await completeSecrets(world, { ...place, specs, variables: { ANY: "1" } });
    const [problem] = await problems([grafana("another")]);
    expect(problem?.fix).toMatch(
      /^copy line 3 of \S+backup\/\.env\.development\.\S+ into \/box\/\.env\.development/u,
    );
  });

  it("is a new value for the store and the file where the old one is nowhere", async () => {
    await rememberStores(world, place, [store("lost for ever")], "keep");
    expect(await problems([store("another")])).toMatchObject([
      {
        fix: "stack secrets rotate development POSTGRES_PASSWORD",
        detail: expect.stringContaining("no backup"),
      },
    ]);
  });
});
