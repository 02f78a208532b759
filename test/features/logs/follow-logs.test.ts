import { describe, expect, it, vi } from "vitest";
import type { CommandContext } from "../../../src/command/command.ts";
import { openContext } from "../../../src/command/open-context.ts";
import { logs } from "../../../src/features/logs/command.ts";
import type { EngineFailure } from "../../../src/world/engine/engine.ts";
import { settle } from "../../world/fake-clock.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import type { FakeContainer } from "../../world/fake-container.ts";
import type { FakeEngineParts } from "../../world/fake-engine.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import type { FakeWorld } from "../../world/fake-world.ts";

const here = "/home/ann/project";
const noReading: EngineFailure = {
  kind: "refused",
  status: 501,
  message: "configured logging driver does not support reading",
};

const model = { services: { api: { image: "example/api:1" }, late: { image: "example/late:1" } } };

function container(service: string, more: Partial<FakeContainer> = {}) {
  return fakeContainer({ project: "shop-demo", service, state: "running", ...more });
}

function worldWith(engine: FakeEngineParts): FakeWorld {
  return fakeWorld({
    engine,
    files: {
      [`${here}/stack.yaml`]:
        "name: shop\nenvironments: { demo: { layers: [compose.yaml] } }\nsecrets: { API_TOKEN: { kind: text } }\n",
      [`${here}/compose.yaml`]: JSON.stringify(model),
      [`${here}/.env.demo`]: { text: "API_TOKEN=hunter2-hunter2\n", mode: 0o600 },
    },
    compose: {
      config: async () =>
        Promise.resolve({ kind: "exited", exitCode: 0, stdout: JSON.stringify(model), stderr: "" }),
    },
  });
}

interface Following {
  readonly world: FakeWorld;
  /** What was printed since it was last asked for, line by line. */
  said(): Promise<readonly string[]>;
  /** The reader goes. */
  end(): Promise<unknown>;
}

async function open(
  engine: FakeEngineParts,
  options: Readonly<Record<string, unknown>>,
  words: readonly string[] = [],
): Promise<{ readonly world: FakeWorld; readonly context: CommandContext }> {
  const world = worldWith(engine);
  const opened = await openContext(world, ["demo", ...words], {
    options: { color: false, ...options },
    commands: [],
    startGuards: [],
  });
  if (opened.kind === "failed") throw new Error(opened.error.message);
  return { world, context: opened.value };
}

async function follow(
  engine: FakeEngineParts,
  options: Readonly<Record<string, unknown>> = {},
  words: readonly string[] = [],
): Promise<Following> {
  const { world, context } = await open(engine, { follow: true, ...options }, words);
  const ended = logs(context);
  await vi.waitUntil(() => world.engine.isFollowed(), 10_000);
  await settle();
  let seen = 0;
  return {
    world,
    said: async () => {
      await settle();
      const text = world.terminal.outText.slice(seen);
      seen = world.terminal.outText.length;
      return text.split("\n").filter((line) => line !== "");
    },
    end: async () => {
      world.terminal.leave();
      return ended;
    },
  };
}

/** As an engine does it that brings a container back. */
async function crashAndComeBack({ engine, clock }: FakeWorld, id: string, exitCode: number): Promise<void> {
  await clock.advance(10);
  engine.die(id, exitCode);
  engine.change(id, { state: "restarting" });
  await clock.advance(100);
  engine.change(id, { state: "exited" });
  await engine.start(id);
  await settle();
}

describe("stack logs --follow", () => {
  it("goes on when a container is brought back, marks its exit, and says no line twice", async () => {
    const { world, said, end } = await follow({ containers: [container("api")] });
    world.engine.log("api-id", "first");
    expect(await said()).toEqual(["api │ first"]);
    await crashAndComeBack(world, "api-id", 3);
    world.engine.log("api-id", "second");
    expect(await said()).toEqual(["api │ ▸ exited with 3; restarted", "api │ second"]);
    await crashAndComeBack(world, "api-id", 3);
    world.engine.log("api-id", "third");
    world.engine.log("api-id", "API_TOKEN=hunter2-hunter2");
    expect(await said()).toEqual(["api │ ▸ exited with 3; restarted", "api │ third", "api │ API_TOKEN=***"]);
    expect(await end()).toEqual({ kind: "done" });
  });

  it("says what a container logs at once when it is brought back", async () => {
    const { world, said, end } = await follow(
      {
        containers: [container("api")],
        afterStart: { api: (engine, id) => engine.log(id, "begins again") },
      },
      { tail: 0 },
    );
    await crashAndComeBack(world, "api-id", 1);
    expect(await said()).toEqual(["api │ ▸ exited with 1; restarted", "api │ begins again"]);
    await end();
  });

  it("tells an exit that nobody brings back, and the start that somebody makes later", async () => {
    const { world, said, end } = await follow({ containers: [container("api")] });
    await world.clock.advance(10);
    world.engine.die("api-id", 0);
    expect(await said()).toEqual(["api │ ▸ exited with 0"]);
    await world.clock.advance(5_000);
    await world.engine.start("api-id");
    world.engine.log("api-id", "again");
    expect(await said()).toEqual(["api │ ▸ restarted", "api │ again"]);
    await end();
  });

  it("goes on with the new container of a service that is recreated", async () => {
    const { world, said, end } = await follow({ containers: [container("api"), container("db")] });
    await world.clock.advance(10);
    world.engine.add(container("api", { id: "api-new", state: "created", name: "1234_shop-demo-api-1" }));
    world.engine.emit("api-new", "create");
    world.engine.die("api-id", 143);
    world.engine.emit("api-id", "destroy");
    world.engine.change("api-new", { name: "shop-demo-api-1" });
    await world.engine.start("api-new");
    world.engine.log("api-new", "of the new one");
    world.engine.log("db-id", "still there");
    expect((await said()).toSorted()).toEqual([
      "api │ of the new one",
      "api │ ▸ exited with 143",
      "api │ ▸ recreated",
      "db  │ still there",
    ]);
    await end();
  });

  it("joins who is scaled up, and a service that begins later, but nobody who is not asked for", async () => {
    const { world, said, end } = await follow({ containers: [container("api")] }, {}, ["api"]);
    const second = container("api", {
      id: "api-two",
      name: "shop-demo-api-2",
      state: "created",
      labels: {
        "com.docker.compose.project": "shop-demo",
        "com.docker.compose.service": "api",
        "com.docker.compose.container-number": "2",
      },
    });
    for (const each of [second, container("db", { state: "created" })]) {
      world.engine.add(each);
      world.engine.emit(each.id, "create");
      await world.engine.start(each.id);
      world.engine.log(each.id, "hello");
    }
    expect(await said()).toEqual(["api │ ▸ shop-demo-api-2 joined", "api │ hello"]);
    await end();
  });

  it("waits for those of an environment that has no container yet, and says so", async () => {
    const { world, said, end } = await follow({ containers: [] });
    expect(world.terminal.errText).toContain("demo has no containers");
    world.engine.add(container("api", { state: "created" }));
    world.engine.emit("api-id", "create");
    await world.engine.start("api-id");
    world.engine.log("api-id", "hello");
    expect(await said()).toEqual(["api │ ▸ shop-demo-api-1 joined", "api │ hello"]);
    expect(await end()).toEqual({ kind: "done" });
  });

  it("says by service whose log cannot be read, and goes on with the others", async () => {
    const { world, said, end } = await follow({
      containers: [container("mute"), container("api")],
      refuseLogs: { mute: noReading },
    });
    world.engine.log("api-id", "hello");
    expect(await said()).toEqual(["api  │ hello"]);
    expect(world.terminal.errText).toBe(
      "mute: its log cannot be read: configured logging driver does not support reading\n",
    );
    // what becomes of it is told all the same
    await crashAndComeBack(world, "mute-id", 3);
    expect(await said()).toEqual(["mute │ ▸ exited with 3; restarted"]);
    await end();
  });

  it("takes a log up again where the engine was away, and tells what it missed meanwhile", async () => {
    const { world, said, end } = await follow({ containers: [container("api"), container("db")] });
    world.engine.log("api-id", "before");
    expect(await said()).toEqual(["api │ before"]);
    world.engine.cut();
    world.engine.change("db-id", { state: "exited", exitCode: 137, finishedAt: world.clock.now() });
    world.engine.log("api-id", "meanwhile");
    world.engine.add(container("late"));
    await world.clock.advance(2_000);
    world.engine.log("late-id", "I came while nobody looked");
    world.engine.log("api-id", "after");
    expect((await said()).toSorted()).toEqual([
      "api  │ after",
      "api │ meanwhile",
      "db  │ ▸ exited with 137",
      "late │ I came while nobody looked",
    ]);
    await end();
  });

  it("tells lines and what happens between them as JSON", async () => {
    const { world, said, end } = await follow(
      { containers: [container("api"), container("mute")], refuseLogs: { mute: noReading } },
      { json: true },
    );
    world.engine.log("api-id", "first");
    await crashAndComeBack(world, "api-id", 3);
    const lines = (await said()).map((line): unknown => JSON.parse(line));
    const common = { schema: 1, command: "logs", service: "api", container: "shop-demo-api-1" };
    expect(lines).toEqual([
      {
        ...common,
        service: "mute",
        container: "shop-demo-mute-1",
        event: "unreadable",
        at: null,
        reason: noReading.message,
      },
      { ...common, at: "2026-01-02T03:04:05.000Z", stream: "stdout", text: "first" },
      { ...common, event: "exited", at: "2026-01-02T03:04:05.010Z", exitCode: 3, restarted: true },
    ]);
    await end();
  });

  it("takes a service that only the files know so far, and refuses one that they do not name", async () => {
    const unknown = await open({ containers: [container("api")] }, { follow: true }, ["apl"]);
    expect(await logs(unknown.context)).toMatchObject({ kind: "usage" });
    const { world, said, end } = await follow({ containers: [container("api")] }, {}, ["late"]);
    world.engine.add(container("late", { state: "created" }));
    world.engine.emit("late-id", "create");
    await world.engine.start("late-id");
    world.engine.log("late-id", "here I am");
    world.engine.log("api-id", "nobody asked me");
    expect(await said()).toEqual(["late │ ▸ shop-demo-late-1 joined", "late │ here I am"]);
    await end();
  });
});

describe("stack logs", () => {
  it("says by service whose log cannot be read, and shows the others with the time of each line", async () => {
    const containers = [container("mute"), container("api")];
    const { world, context } = await open(
      { containers, refuseLogs: { mute: noReading } },
      { timestamps: true },
    );
    world.engine.log("api-id", "hello");
    expect(await logs(context)).toEqual({ kind: "done" });
    expect(world.terminal.outText).toBe("api  │ 2026-01-02T03:04:05.000Z hello\n");
    expect(world.terminal.errText).toBe(
      "mute: its log cannot be read: configured logging driver does not support reading\n",
    );
  });
});
