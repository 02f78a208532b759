import { readdir, readFile, writeFile, chmod } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findDrift, rememberStores } from "../../src/secrets/drift.ts";
import { driftProblems } from "../../src/secrets/drift-problems.ts";
import { postgresStore } from "../../src/secrets/postgres-store.ts";
import { redisStore } from "../../src/secrets/redis-store.ts";
import { rotateSecrets } from "../../src/secrets/rotate.ts";
import type { RotationEvent } from "../../src/secrets/rotation.ts";
import { ensurePostgres, ensureRedis } from "./debian-images.ts";
import { RotatingBox, specs } from "./rotating-box.ts";

const signal = new AbortController().signal;
let box: RotatingBox;

beforeAll(async () => {
  await ensurePostgres();
  await ensureRedis();
  box = await RotatingBox.start();
});
afterAll(() => box.stop());

/** What a client of the network is told: "accepted" or "refused", by PostgreSQL and by Redis. */
async function logIns(postgresPassword: string, redisPassword: string): Promise<readonly string[]> {
  const { stores } = await box.request();
  const [postgres, redis] = [
    stores.get("POSTGRES_PASSWORD")?.container,
    stores.get("REDIS_PASSWORD")?.container,
  ];
  if (postgres === undefined || redis === undefined) return [];
  return [
    (await postgresStore(box.world, postgres).probe(postgresPassword, signal)).kind,
    (await redisStore(box.world, redis).probe(redisPassword, signal)).kind,
  ];
}
const values = async () => [await box.value("POSTGRES_PASSWORD"), await box.value("REDIS_PASSWORD")] as const;

/** Every command line that any process of this machine has, until it is stopped. */
function watchCommandLines(): () => Promise<string> {
  const seen = new Set<string>();
  const end = new AbortController();
  const watch = async () => {
    while (!end.signal.aborted) {
      const processes = (await readdir("/proc")).filter((name) => /^\d+$/u.test(name));
      const lines = processes.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => ""));
      for (const line of await Promise.all(lines)) seen.add(line);
    }
  };
  const watched = watch();
  return async () => {
    end.abort();
    await watched;
    return [...seen].join("\n");
  };
}

describe("rotating the passwords of a live PostgreSQL and a live Redis", () => {
  it("fails no request of clients that never rest, and shows no value to anybody", async () => {
    const before = await values();
    const stopWatching = watchCommandLines();
    const answer = await rotateSecrets(box.world, await box.request());
    const commandLines = await stopWatching();
    const after = await values();
    expect(answer).toMatchObject({ kind: "rotated", names: ["POSTGRES_PASSWORD", "REDIS_PASSWORD"] });
    expect(await logIns(...after)).toEqual(["accepted", "accepted"]);
    expect(await logIns(...before)).toEqual(["refused", "refused"]);

    const [writer, reader] = [await box.answers("writer"), await box.answers("reader")];
    expect([writer.failed, reader.failed]).toEqual([0, 0]);
    await expect
      .poll(async () => (await box.answers("writer")).ok, { timeout: 10_000 })
      .toBeGreaterThan(writer.ok + 3);
    await expect
      .poll(async () => (await box.answers("reader")).ok, { timeout: 10_000 })
      .toBeGreaterThan(reader.ok + 3);

    const shown = await box.everythingShown();
    expect(shown).toContain("ALTER USER multimodal PASSWORD 'SCRAM-SHA-256$");
    expect(commandLines).toContain("psql");
    for (const value of [...before, ...after]) {
      expect(shown).not.toContain(value);
      expect(commandLines).not.toContain(value);
    }
  });

  it.each([
    ...["stop-consumers", "change-stores", "write-files", "start-consumers", "prove"].map(
      (step) => `step-begun ${step}`,
    ),
    "step-done prove",
  ])("killed at «%s» and run again: the new values work everywhere, the old ones nowhere", async (moment) => {
    const before = await values();
    const tell = (event: RotationEvent) => {
      if (("step" in event ? `${event.type} ${event.step}` : event.type) === moment)
        throw new Error("killed");
    };
    await expect(rotateSecrets(box.world, await box.request({ tell }))).rejects.toThrow("killed");
    expect(await rotateSecrets(box.world, await box.request())).toMatchObject({ kind: "rotated" });
    expect(await logIns(...(await values()))).toEqual(["accepted", "accepted"]);
    expect(await logIns(...before)).toEqual(["refused", "refused"]);
    const { ok } = await box.answers("writer");
    await expect.poll(async () => (await box.answers("writer")).ok, { timeout: 10_000 }).toBeGreaterThan(ok);
    expect((await box.answers("writer")).failed).toBe(0);
  });

  it("puts the old values back when a service does not come up", async () => {
    const before = await values();
    const request = await box.request();
    let starts = 0;
    const start: typeof request.consumers.start = async (services, by) =>
      starts++ === 0
        ? { kind: "failed", reason: "writer exited with 1" }
        : request.consumers.start(services, by);
    const answer = await rotateSecrets(box.world, { ...request, consumers: { ...request.consumers, start } });
    expect(answer).toMatchObject({ kind: "undone", reason: "writer exited with 1" });
    expect(await values()).toEqual(before);
    expect(await logIns(...before)).toEqual(["accepted", "accepted"]);
  });

  it("finds a volume that was made with another password, and heals it", async () => {
    const { stores } = await box.request();
    const volume = stores.get("POSTGRES_PASSWORD")?.volume ?? { volume: "", volumeCreatedAt: "" };
    const store = async () => ({
      secret: "POSTGRES_PASSWORD",
      value: await box.value("POSTGRES_PASSWORD"),
      ...volume,
    });
    await rememberStores(box.world, box.place, [await store()], "keep");
    const file = join(box.directory, "secrets/development/postgres_password");
    await chmod(file, 0o644);
    await writeFile(file, "another-one-by-hand");
    const [postgres, redis] = await values();
    expect(await logIns(postgres, redis)).toEqual(["refused", "accepted"]);
    const found = await driftProblems(
      box.world,
      box.place,
      specs,
      await findDrift(box.world, box.place, [await store()]),
    );
    expect(found).toMatchObject([{ id: "secrets.drift", name: "POSTGRES_PASSWORD", blocking: true }]);

    expect(await rotateSecrets(box.world, await box.request({ names: ["POSTGRES_PASSWORD"] }))).toMatchObject(
      { kind: "rotated" },
    );
    expect(await logIns(...(await values()))).toEqual(["accepted", "accepted"]);
    expect(await findDrift(box.world, box.place, [await store()])).toMatchObject([{ state: "agrees" }]);
  });
});
