import type { EngineAnswer } from "../../src/world/engine/engine.ts";
import type { World } from "../../src/world/world.ts";
import type { FakeWorld } from "../world/fake-world.ts";

export interface Outage {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The same world, whose engine is away for a while: what it does goes on, but nobody can ask it. */
export function withOutage(box: FakeWorld, world: World, { fromMs, untilMs }: Outage): World {
  const beganMs = box.clock.elapsedMs();
  const isAway = (): boolean => {
    const passedMs = box.clock.elapsedMs() - beganMs;
    return passedMs >= fromMs && passedMs < untilMs;
  };
  const cutting = async (): Promise<void> => {
    await box.clock.sleep(fromMs, new AbortController().signal);
    box.engine.cut();
  };
  world.background.begin(cutting());
  const engine = new Proxy(world.engine, {
    get: (of, name): unknown => {
      const call: unknown = Reflect.get(of, name);
      if (typeof call !== "function") return call;
      return (...given: readonly unknown[]): unknown =>
        isAway() ? Promise.resolve(unreachable) : Reflect.apply(call, of, given);
    },
  });
  return { ...world, engine };
}

const unreachable: EngineAnswer<never> = {
  kind: "failed",
  error: { kind: "unreachable", message: "connect ECONNREFUSED /var/run/docker.sock" },
};
