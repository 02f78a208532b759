import { ContainerWatch } from "../../../src/core/proof/container-watch.ts";
import type { Judged } from "../../../src/core/proof/container-watch.ts";
import { EngineWatch } from "../../../src/core/proof/engine-watch.ts";
import type { WatchedService } from "../../../src/core/proof/watched-facts.ts";
import type { ContainerDetail } from "../../../src/world/engine/container.ts";
import type { ConnectAnswer, HttpAnswer } from "../../../src/world/network/network.ts";
import { settle } from "../../world/fake-clock.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import type { FakeEngineParts } from "../../world/fake-engine.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import type { FakeWorld } from "../../world/fake-world.ts";

const watched: WatchedService = {
  service: "web",
  endsByItself: false,
  serves: false,
  probe: undefined,
  tcpPorts: [],
  readyWithinMs: 60_000,
  stableForMs: undefined,
  quietForMs: 10_000,
  memoryLimitBytes: undefined,
  modelServer: false,
  expectedMs: undefined,
};

export const check = {
  test: ["CMD", "ask"],
  intervalMs: 30_000,
  timeoutMs: 1_000,
  startPeriodMs: 0,
  retries: 3,
};

export const checkOfPage = {
  ...check,
  test: ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"],
};

export interface Setting {
  readonly world: FakeWorld;
  readonly verdicts: () => readonly string[];
  readonly last: () => Judged | undefined;
  readonly stop: () => Promise<void>;
}

interface Parts {
  readonly detail?: Partial<ContainerDetail>;
  readonly rules?: Partial<WatchedService>;
  readonly engine?: FakeEngineParts;
  readonly connect?: () => ConnectAnswer | Promise<ConnectAnswer>;
  /** Of its other ports. */
  readonly connects?: Readonly<Record<number, () => ConnectAnswer | Promise<ConnectAnswer>>>;
  /** Of the page on that port. */
  readonly get?: () => HttpAnswer;
}

/** A container that was created, started over the engine, and is watched from then on. */
export async function watching({
  detail = {},
  rules = {},
  engine = {},
  connect,
  connects = {},
  get,
}: Parts): Promise<Setting> {
  const container = fakeContainer({ project: "p", service: "web", ...detail });
  const world = fakeWorld({
    engine: { containers: [container], ...engine },
    network: {
      interfaces: ["br-net-id"],
      connect: Object.fromEntries(
        Object.entries({ ...(connect === undefined ? {} : { 8080: connect }), ...connects }).map(
          ([port, answer]) => [`172.20.0.2:${port}`, answer],
        ),
      ),
      get: get === undefined ? {} : { "http://172.20.0.2:8080/health": get },
    },
  });
  const stopping = new AbortController();
  const events = new EngineWatch(world, "p");
  void events.follow(stopping.signal, 30_000);
  await settle();
  const judged: Judged[] = [];
  const watch = new ContainerWatch(world, events, { ...watched, ...rules }, container);
  await world.engine.start(container.id);
  const ended = watch.run(stopping.signal, (news) => judged.push(news));
  await settle();
  return {
    world,
    verdicts: () =>
      judged.map(({ verdict }) => verdict.kind).filter((kind, index, all) => kind !== all[index - 1]),
    last: () => judged.at(-1),
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
