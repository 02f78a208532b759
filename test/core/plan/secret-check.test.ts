import { describe, expect, it } from "vitest";
import type { Prepared } from "../../../src/core/plan/prepare.ts";
import { secretCheck } from "../../../src/core/plan/secret-check.ts";
import { storeSecrets } from "../../../src/core/plan/find-stores.ts";
import { engineObserver } from "../../../src/core/preflight/engine/observe-engine.ts";
import { rememberStores } from "../../../src/core/secrets/check/drift.ts";
import type { Volume } from "../../../src/world/engine/engine.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import type { FakeWorld, FakeWorldParts } from "../../world/fake-world.ts";
import { folder, preparedFrom } from "./prepared-from.ts";

const password = "Vq7Zr2Lk9Ws4Xc6Bn1Mt8Hy3";
const other = "Jd5Gf2Pz8Qk1Rv7Tm4Wx9Yb6";
const passwordFile = `${folder}/secrets/demo/db_password`;
const never = new AbortController().signal;

const volume: Volume = {
  name: "shop-demo_data",
  createdAt: "2026-11-01T10:00:00Z",
  labels: {},
  driver: "local",
  options: {},
};

/** A database that reads its password from a file, and a service that logs in with it. */
async function shop(): Promise<Prepared> {
  return preparedFrom({
    services: {
      db: {
        image: "postgres:17",
        environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/db_password" },
        volumes: [{ type: "volume", source: "data", target: "/var/lib/postgresql/data" }],
      },
      api: { image: "api:1" },
    },
    volumes: { data: { name: volume.name } },
    specs: { DB_PASSWORD: { kind: "password", file: "db_password", services: ["db", "api"] } },
  });
}

function worldWith(files: Readonly<Record<string, string>>, parts: FakeWorldParts = {}): FakeWorld {
  const world = fakeWorld({
    processes: [{ command: "git", result: { kind: "not-found" } }],
    engine: { volumes: [volume] },
    machine: { workingDirectory: folder },
    ...parts,
  });
  const folders = [`${folder}/secrets`, `${folder}/secrets/demo`];
  for (const path of folders) world.files.put(path, { directory: true, mode: 0o700 });
  for (const [path, text] of Object.entries(files)) world.files.put(path, { text, mode: 0o600 });
  return world;
}

async function find(
  world: FakeWorld,
  prepared: Prepared,
  options: { rehearse?: boolean; start?: boolean } = {},
) {
  const { rehearse = false, start = false } = options;
  const missing = start ? "left-out" : "told";
  return secretCheck(prepared, { observeEngine: engineObserver(), rehearse, missing }).run(world, never);
}

/** As after a start that has worked. */
async function remember(world: FakeWorld): Promise<void> {
  const stores = (await storeSecrets(world, await shop())).map((store) => ({ ...store, value: password }));
  await rememberStores(world, { environment: "demo", directory: folder }, stores, "keep");
}

describe("secrets, before a start", () => {
  it("are no trouble while they are missing: a start generates them", async () => {
    const world = worldWith({}, { engine: {} });
    expect(await find(world, await shop(), { start: true })).toMatchObject([{ status: "pass" }]);
    const [finding] = await find(world, await shop());
    expect(finding).toMatchObject({
      id: "secrets.missing",
      status: "warn",
      data: { secrets: ["DB_PASSWORD"] },
    });
  });

  it("are well when they are there", async () => {
    const world = worldWith({ [passwordFile]: password });
    expect(await find(world, await shop())).toMatchObject([{ id: "secrets.ready", status: "pass" }]);
  });

  it("are told of without a value", async () => {
    const world = worldWith({ [passwordFile]: "passwordpassword" });
    const findings = await find(world, await shop());
    expect(findings).toMatchObject([{ id: "secrets.weak", status: "warn", data: { secret: "DB_PASSWORD" } }]);
    expect(JSON.stringify(findings)).not.toContain("passwordpassword");
  });
});

describe("a volume that was initialised with another password", () => {
  it("blocks a start, and the way out is named", async () => {
    const world = worldWith({ [passwordFile]: password });
    await remember(world);
    world.files.put(passwordFile, { text: other, mode: 0o600 });
    const [finding] = await find(world, await shop(), { start: true });
    expect(finding).toMatchObject({ id: "secrets.drift", status: "fail" });
    expect(finding?.title).toContain(volume.name);
    expect(finding?.fix).toContain("stack secrets rotate demo DB_PASSWORD");
    expect(JSON.stringify(finding)).not.toContain(other);
  });

  it("is none of a rehearsal's business: it has volumes of its own", async () => {
    const world = worldWith({ [passwordFile]: password });
    await remember(world);
    world.files.put(passwordFile, { text: other, mode: 0o600 });
    expect(await find(world, await shop(), { rehearse: true })).toMatchObject([{ status: "pass" }]);
  });

  it("blocks too when the password is gone: a new one would be generated, and refused", async () => {
    const findings = await find(worldWith({}), await shop(), { start: true });
    expect(findings).toMatchObject([
      { id: "secrets.drift", status: "fail", data: { secret: "DB_PASSWORD", volume: volume.name } },
    ]);
    const told = await find(worldWith({}), await shop());
    expect(told.map(({ id }) => id)).toEqual(["secrets.drift"]);
  });

  it("is not known where no engine answers", async () => {
    const failure = { kind: "unreachable", message: "no engine" } as const;
    const world = worldWith({}, { engine: { failure } });
    expect(await find(world, await shop(), { start: true })).toMatchObject([{ status: "pass" }]);
  });
});

describe("the secret of a store", () => {
  it("is found by the variable that the layers put in its place, in a list or a map", async () => {
    for (const environment of [
      '["POSTGRES_PASSWORD=${DB_PASSWORD}"]',
      '{ POSTGRES_PASSWORD: "${DB_PASSWORD:?}" }',
    ]) {
      const prepared = await preparedFrom({
        services: {
          db: {
            image: "postgres:17",
            environment: { POSTGRES_PASSWORD: password },
            volumes: [{ type: "volume", source: "data", target: "/var/lib/postgresql/data" }],
          },
        },
        volumes: { data: { name: volume.name } },
        layers: [`services: { db: { environment: ${environment} } }`],
        specs: { DB_PASSWORD: { kind: "password" }, OTHER: { kind: "password" } },
      });
      const world = worldWith({ [`${folder}/.env.demo`]: `DB_PASSWORD=${password}\n` });
      expect(await storeSecrets(world, prepared)).toMatchObject([
        { secret: "DB_PASSWORD", service: "db", value: password },
      ]);
    }
  });
});
