import { beforeEach, describe, expect, it } from "vitest";
import { checkSecrets } from "../../../../src/core/secrets/check/check.ts";
import { completeSecrets } from "../../../../src/core/secrets/complete.ts";
import { findDrift } from "../../../../src/core/secrets/check/drift.ts";
import { rotateSecrets } from "../../../../src/features/secrets/rotate/rotate-secrets.ts";
import type { StoreTarget } from "../../../../src/features/secrets/rotate/rotation.ts";
import { secretValues } from "../../../../src/core/secrets/secret-state.ts";
import { FakeBox, Killed, specs } from "./fake-box.ts";

const place = { environment: "development", directory: "/box" };
const names = ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "API_KEY"];
let box: FakeBox;
let old: ReadonlyMap<string, string>;

async function freshBox(): Promise<FakeBox> {
  const made = new FakeBox();
  await completeSecrets(made.memory, { ...place, specs, variables: {} });
  made.begin();
  return made;
}
const valuesOf = (of: FakeBox) => new Map(names.map((name) => [name, of.file(name)]));

/** Everyone has the same value of every secret, and what ran before runs again. */
function disagreements(of: FakeBox): readonly string[] {
  return [
    ...(of.postgresPassword === of.file("POSTGRES_PASSWORD") ? [] : ["postgres and its file"]),
    ...(of.redisPassword === of.file("REDIS_PASSWORD") ? [] : ["redis and its file"]),
    ...[...of.clients].flatMap(([service, client]) => [
      ...(client.running ? [] : [`${service} does not run`]),
      ...[...client.holds]
        .filter(([name, value]) => of.file(name) !== value)
        .map(([name]) => `${service} has another ${name}`),
    ]),
    ...(of.journal === undefined ? [] : ["the journal is still there"]),
  ];
}

beforeEach(async () => {
  box = await freshBox();
  old = valuesOf(box);
});

describe("rotating secrets", () => {
  it("gives new values to stores, files and services, and they all agree", async () => {
    const answer = await rotateSecrets(box.world, box.request());
    expect(answer).toEqual({
      kind: "rotated",
      names,
      services: ["postgres", "worker", "web", "redis", "api"],
    });
    expect(disagreements(box)).toEqual([]);
    for (const [name, value] of old) expect(box.file(name)).not.toBe(value);
    expect(box.memory.text("/box/secrets/development/redis.conf")).toBe(`requirepass ${box.redisPassword}\n`);
  });

  it("does it in this order: services stand still while their store changes", async () => {
    await rotateSecrets(box.world, box.request());
    const steps = ["stop-consumers", "change-stores", "write-files", "start-consumers", "prove"];
    expect(box.events).toEqual([
      "rotation-begun",
      ...steps.flatMap((step) => [`step-begun ${step}`, `step-done ${step}`]),
    ]);
  });

  it("rotates all that can be where no name is said, and leaves the rest alone", async () => {
    const salt = box.memory.text("/box/secrets/development/salt");
    expect(await rotateSecrets(box.world, box.request({ names: [] }))).toMatchObject({
      kind: "rotated",
      names,
    });
    expect(box.memory.text("/box/secrets/development/salt")).toBe(salt);
  });

  it("restarts those that read a file, recreates those that read their environment, and nobody else", async () => {
    const starts: unknown[] = [];
    const { consumers } = box.request();
    const start: typeof consumers.start = (services, signal) => {
      starts.push(services);
      return consumers.start(services, signal);
    };
    await rotateSecrets(
      box.world,
      box.request({ names: ["POSTGRES_PASSWORD"], consumers: { ...consumers, start } }),
    );
    await rotateSecrets(box.world, box.request({ names: ["API_KEY"], consumers: { ...consumers, start } }));
    expect(starts).toEqual([
      [
        { service: "postgres", how: "restart" },
        { service: "worker", how: "restart" },
        { service: "web", how: "restart" },
      ],
      [
        { service: "api", how: "recreate" },
        { service: "worker", how: "recreate" },
      ],
    ]);
  });

  it("lets secrets travel over standard input alone", async () => {
    await rotateSecrets(box.world, box.request());
    const told = JSON.stringify([box.events, box.execs.map(({ input: _input, ...rest }) => rest)]);
    for (const value of [...old.values(), ...valuesOf(box).values()]) expect(told).not.toContain(value);
    expect(box.execs.length).toBeGreaterThan(6);
  });

  it("keeps the old values in the backups, and notes what the stores have now", async () => {
    await rotateSecrets(box.world, box.request());
    const backups = [...box.memory.nodes]
      .filter(([path]) => path.includes("/backup/"))
      .map(([, { text }]) => text);
    expect(backups).toContain(old.get("POSTGRES_PASSWORD"));
    const store = { secret: "POSTGRES_PASSWORD", volume: "postgres-data", volumeCreatedAt: "then" };
    const [judged] = await findDrift(box.memory, place, [{ ...store, value: box.file("POSTGRES_PASSWORD") }]);
    expect(judged?.state).toBe("agrees");
  });

  it("brings a store back that had drifted away from its file", async () => {
    box.postgresPassword = "made with another one";
    expect(await rotateSecrets(box.world, box.request({ names: ["POSTGRES_PASSWORD"] }))).toMatchObject({
      kind: "rotated",
    });
    expect(box.postgresPassword).toBe(box.file("POSTGRES_PASSWORD"));
  });
});

describe("a rotation is refused, and nothing changes,", () => {
  const refused = async (more: Parameters<FakeBox["request"]>[0]) => {
    const before = new Map(box.memory.nodes);
    const answer = await rotateSecrets(box.world, box.request(more));
    expect(new Map(box.memory.nodes)).toEqual(before);
    expect(disagreements(box)).toEqual([]);
    return answer.kind === "refused" ? answer.problems.map(({ detail }) => detail) : [answer.kind];
  };

  it("of what must never change, with the reason", async () => {
    expect(await refused({ names: ["SALT"] })).toEqual([
      expect.stringContaining("n8n's data is encrypted with it"),
    ]);
  });

  it("of what a person brings, and of what nobody knows", async () => {
    expect(await refused({ names: ["HF_TOKEN", "NOPE"] })).toEqual([
      expect.stringContaining("brought by you"),
      expect.stringContaining("no secret NOPE"),
    ]);
  });

  it("of a password that a store keeps for itself and nobody here can change inside it", async () => {
    const { stores } = box.request();
    const grafana: StoreTarget = {
      kind: "other",
      service: "grafana",
      locate: async () => undefined,
      volume: { volume: "grafana-data", volumeCreatedAt: "then" },
    };
    const more = { stores: new Map([...stores, ["API_KEY", grafana] as const]) };
    expect(await refused({ ...more, names: ["API_KEY"] })).toEqual([
      expect.stringContaining("grafana keeps its own copy of API_KEY"),
    ]);
    expect(await rotateSecrets(box.world, box.request({ ...more, names: [] }))).toMatchObject({
      kind: "rotated",
      names: ["POSTGRES_PASSWORD", "REDIS_PASSWORD"],
    });
  });

  it("while its store stands still", async () => {
    box.running.delete("postgres");
    expect(await refused({})).toEqual([expect.stringContaining("postgres does not run")]);
  });

  it("where the store lets everyone in: that the old value is refused could not be proven", async () => {
    box.trustsEveryone = true;
    expect(await refused({})).toEqual([expect.stringContaining("lets in everyone")]);
  });

  it("where the store cannot be asked, in its own words, without the password", async () => {
    box.isConfused = true;
    const [detail] = await refused({});
    expect(detail).toContain("psql: error: FATAL:  role does not exist, not with ***");
  });

  it("where the journal cannot be written", async () => {
    box.interfere = () => "fail";
    expect(await refused({ names: ["API_KEY"] })).toEqual([expect.stringContaining("no space left")]);
  });
});

describe("a rotation that fails", () => {
  it("puts the old values back everywhere when a service does not come up with the new ones", async () => {
    const broken = "worker";
    box.breaks = broken;
    const { consumers } = box.request();
    const start: typeof consumers.start = async (services, signal) => {
      const answer = await consumers.start(services, signal);
      box.breaks = undefined;
      return answer;
    };
    const answer = await rotateSecrets(box.world, box.request({ consumers: { ...consumers, start } }));
    expect(answer).toEqual({ kind: "undone", names, reason: "worker exited with 1" });
    expect(valuesOf(box)).toEqual(old);
    expect(disagreements(box)).toEqual([]);
  });

  it("says that it is unfinished when the old ones cannot be put back either, and goes on the next time", async () => {
    box.breaks = "worker";
    expect(await rotateSecrets(box.world, box.request())).toMatchObject({ kind: "unfinished" });
    box.breaks = undefined;
    expect(
      await checkSecrets(
        box.memory,
        { ...place, specs, otherEnvironments: [], stores: [] },
        new AbortController().signal,
      ),
    ).toMatchObject([{ id: "secrets.rotation-unfinished", fix: "stack secrets rotate development" }]);
    expect(await rotateSecrets(box.world, box.request({ names: [] }))).toMatchObject({ kind: "undone" });
    expect(valuesOf(box)).toEqual(old);
    expect(disagreements(box)).toEqual([]);
  });

  it("puts a new value back that is not accepted where it is asked for", async () => {
    const { consumers } = box.request();
    const accepts: typeof consumers.accepts = async (_, value) =>
      value === old.get("API_KEY") ? "accepted" : "refused";
    const answer = await rotateSecrets(box.world, box.request({ consumers: { ...consumers, accepts } }));
    expect(answer).toMatchObject({ kind: "undone", reason: "the new API_KEY is refused" });
    expect(disagreements(box)).toEqual([]);
  });

  it("puts the old values back on a disk that filled up", async () => {
    const tell = (event: { readonly type: string; readonly step?: string }) => {
      if (event.step === "write-files") box.diskIsFull = true;
    };
    const answer = await rotateSecrets(box.world, box.request({ tell }));
    expect(answer).toMatchObject({ kind: "undone", reason: expect.stringContaining("no space left") });
    expect(valuesOf(box)).toEqual(old);
    expect(disagreements(box)).toEqual([]);
  });

  it("puts the old value back where the store goes on accepting it", async () => {
    box.alsoAccepted = old.get("POSTGRES_PASSWORD");
    const answer = await rotateSecrets(box.world, box.request({ names: ["POSTGRES_PASSWORD"] }));
    expect(answer).toMatchObject({
      kind: "undone",
      reason: "postgres: the store still accepts the old password",
    });
    expect(disagreements(box)).toEqual([]);
  });

  it("leaves an interrupted one for the next run", async () => {
    const interruption = new AbortController();
    const tell = ({ type }: { readonly type: string }) => {
      if (type === "step-done") interruption.abort("SIGINT");
    };
    expect(await rotateSecrets(box.world, box.request({ tell, signal: interruption.signal }))).toMatchObject({
      kind: "unfinished",
      reason: "it was interrupted",
    });
    expect(await rotateSecrets(box.world, box.request())).toMatchObject({ kind: "rotated" });
    expect(disagreements(box)).toEqual([]);
  });

  it("has both values of a running rotation masked", async () => {
    box.breaks = "worker";
    await rotateSecrets(box.world, box.request());
    const journal = JSON.parse(box.journal?.split("\n")[0] ?? "{}");
    const masked = await secretValues(box.memory, place, specs);
    expect(masked).toContain(journal.changes[0].new);
    expect(masked).toContain(journal.changes[0].old);
  });
});

describe("kill -9 in the middle of a rotation, then the same command again", () => {
  async function effectsOfOneRotation(): Promise<number> {
    await rotateSecrets(box.world, box.request());
    return box.effects;
  }

  async function killedAt(effect: number, how: "die-before" | "die-after"): Promise<FakeBox> {
    const killed = await freshBox();
    killed.interfere = (number) => (number === effect ? how : "none");
    await expect(rotateSecrets(killed.world, killed.request())).rejects.toThrow(Killed);
    killed.interfere = () => "none";
    return killed;
  }

  it.each(["die-before", "die-after"] as const)(
    "at every effect (%s): old or new works everywhere, never neither",
    async (how) => {
      const count = await effectsOfOneRotation();
      expect(count).toBeGreaterThan(30);
      for (let effect = 0; effect < count; effect++) {
        const killed = await killedAt(effect, how);
        expect(await rotateSecrets(killed.world, killed.request())).toMatchObject({ kind: "rotated" });
        expect([effect, ...disagreements(killed)]).toEqual([effect]);
      }
    },
  );

  it("at every effect, with Redis restarting by itself in between", async () => {
    const count = await effectsOfOneRotation();
    for (let effect = 0; effect < count; effect++) {
      const killed = await killedAt(effect, "die-after");
      killed.restartRedis();
      expect(await rotateSecrets(killed.world, killed.request())).toMatchObject({ kind: "rotated" });
      expect([effect, ...disagreements(killed)]).toEqual([effect]);
    }
  });

  it("at every effect, and again at every effect of the second run", async () => {
    const count = await effectsOfOneRotation();
    for (let effect = 0; effect < count; effect += 3) {
      for (let second = 0; second < count; second += 4) {
        const killed = await killedAt(effect, "die-after");
        killed.interfere = (number) => (number === effect + 1 + second ? "die-before" : "none");
        await rotateSecrets(killed.world, killed.request()).catch(() => undefined);
        killed.interfere = () => "none";
        await rotateSecrets(killed.world, killed.request());
        expect([effect, second, ...disagreements(killed)]).toEqual([effect, second]);
      }
    }
  });

  it("at every effect that fails instead: undone, or finished by the next run", async () => {
    const count = await effectsOfOneRotation();
    const kinds = new Set<string>();
    for (let effect = 0; effect < count; effect++) {
      const failing = await freshBox();
      const before = valuesOf(failing);
      failing.interfere = (number) => (number === effect ? "fail" : "none");
      const answer = await rotateSecrets(failing.world, failing.request());
      kinds.add(answer.kind);
      failing.interfere = () => "none";
      if (failing.journal !== undefined) await rotateSecrets(failing.world, failing.request());
      expect([effect, answer.kind, ...disagreements(failing)]).toEqual([effect, answer.kind]);
      expect([effect, answer.kind === "undone" || answer.kind === "refused"]).toEqual([
        effect,
        [...before].every(([name, value]) => failing.file(name) === value),
      ]);
    }
    expect([...kinds].sort()).toEqual(["refused", "rotated", "undone"]);
  });
});

describe("services that did not run", () => {
  it("are not started, and those that a killed run had stopped are", async () => {
    const web = box.clients.get("web");
    if (web !== undefined) web.running = false;
    let isCut = true;
    const request = box.request();
    const start: typeof request.consumers.start = async (starts, signal) => {
      if (isCut) throw new Killed();
      return request.consumers.start(starts, signal);
    };
    const consumers = { ...request.consumers, start };
    await expect(rotateSecrets(box.world, { ...request, consumers })).rejects.toThrow(Killed);
    isCut = false;
    // by now nothing runs but the stores
    const again = { ...request, consumers, running: ["postgres", "redis"] };
    const answer = await rotateSecrets(box.world, again);
    expect(answer).toMatchObject({ kind: "rotated", services: ["postgres", "worker", "redis", "api"] });
    expect(box.clients.get("worker")?.running).toBe(true);
    expect(box.clients.get("web")?.running).toBe(false);
  });
});

it("wakes a store that a killed run had stopped, so that it saw its new file", async () => {
  const request = box.request();
  const start: typeof request.consumers.start = async () => {
    box.running.delete("postgres");
    throw new Killed();
  };
  await expect(
    rotateSecrets(box.world, { ...request, consumers: { ...request.consumers, start } }),
  ).rejects.toThrow(Killed);
  expect(await rotateSecrets(box.world, box.request())).toMatchObject({ kind: "rotated" });
  expect(disagreements(box)).toEqual([]);
});

it("tells every value to who masks them before it says a word", async () => {
  const heard: string[] = [];
  const learn = (values: readonly string[]) => heard.push(`learn ${values.length}`);
  const tell = () => heard.push("tell");
  await rotateSecrets(box.world, box.request({ learn, tell }));
  expect(heard.slice(0, 2)).toEqual(["learn 6", "tell"]);
});
