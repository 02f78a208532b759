import { describe, expect, it } from "vitest";
import { fakeClock } from "./fake-clock.ts";
import { fakeContainer } from "./fake-container.ts";
import { exited } from "./fake-processes.ts";
import { fakeWorld } from "./fake-world.ts";

const never = new AbortController().signal;

describe("the fake world", () => {
  it("has no answer that the test has not written down", async () => {
    const world = fakeWorld({
      processes: [{ command: "docker", including: ["config"], result: exited("x") }],
    });
    const run = (...args: readonly string[]) =>
      world.processes.run({ command: "docker", args, timeoutMs: 1 });
    expect(await run("compose", "config")).toEqual(exited("x"));
    await expect(run("compose", "version")).rejects.toThrow("no answer for: docker compose version");
    await expect(world.network.get({ url: "http://a/", timeoutMs: 1, signal: never })).rejects.toThrow(
      "http://a/",
    );
  });

  it("lets time pass only when it is told, waking sleepers in their order", async () => {
    const { clock } = fakeWorld();
    const woken: string[] = [];
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms, never);
      woken.push(`${name} ${String(clock.elapsedMs())}`);
    };
    void sleep("late", 300);
    void sleep("early", 100).then(() => sleep("again", 100));
    await clock.advance(250);
    expect(woken).toEqual(["early 100", "again 200"]);
    expect(clock.elapsedMs()).toBe(250);
    await clock.drive(sleep("driven", 1000));
    expect(woken.slice(2)).toEqual(["late 300", "driven 1250"]);
  });

  it("says so when a program waits for something that never comes", async () => {
    const clock = fakeClock(undefined, 50);
    await expect(clock.drive(new Promise(() => undefined))).rejects.toThrow("waits, but not for time");
  });

  it("has an engine that starts, tells and remembers", async () => {
    const db = fakeContainer({ project: "shop", service: "db" });
    const world = fakeWorld({
      engine: {
        containers: [db, fakeContainer({ project: "other", service: "db", id: "other-id" })],
        afterStart: {
          db: (engine, id) => {
            engine.setHealth(id, "healthy");
          },
        },
        exec: { db: () => ({ kind: "exited", exitCode: 0, stdout: "pong", stderr: "" }) },
      },
    });
    const controller = new AbortController();
    const actions: string[] = [];
    const options = { project: "shop", since: world.clock.now(), signal: controller.signal };
    const following = world.engine.events(options, ({ action }) => actions.push(action));
    expect(await world.engine.start(db.id)).toEqual({ kind: "ok", value: "started" });
    expect(await world.engine.start(db.id)).toEqual({ kind: "ok", value: "already-running" });
    world.engine.die(db.id, 137, { outOfMemory: true });
    world.engine.cut();
    expect(await following).toEqual({ kind: "ok", value: "ended" });
    expect(actions).toEqual(["start", "health_status: healthy", "oom", "die"]);
    expect(world.engine.container(db.id)).toMatchObject({
      state: "exited",
      exitCode: 137,
      outOfMemory: true,
    });
    expect(world.engine.calls).toEqual(["start db-id"]);
    const rows = await world.engine.containers({ project: "shop" });
    expect(rows.kind === "ok" && rows.value.map(({ id }) => id)).toEqual(["db-id"]);
    const exec = { containerId: db.id, command: ["ping"], timeoutMs: 1, signal: never };
    expect(await world.engine.exec(exec)).toMatchObject({ value: { stdout: "pong" } });
  });

  it("has files that can be full", async () => {
    const { files } = fakeWorld({ files: { "/p/a": "1", "/p/b": { unreadable: "permission denied" } } });
    expect(await files.list("/p")).toEqual(["a", "b"]);
    expect(await files.read("/p")).toEqual({ kind: "directory" });
    expect(await files.read("/p/b")).toEqual({ kind: "unreadable", reason: "permission denied" });
    files.refuseWriting("/p", "ENOSPC");
    expect(await files.writeAtomically("/p/a", "2", 0o600)).toMatchObject({
      kind: "failed",
      error: { code: "ENOSPC" },
    });
    expect(files.textAt("/p/a")).toBe("1");
  });
});
