import type { World } from "../../src/world/world.ts";

type Called = (part: string, call: string) => void;

/** The same world; `onCall` is told of each call to what is outside, before it is made. */
export function watchedWorld(world: World, onCall: Called): World {
  return {
    ...world,
    engine: watched("engine", world.engine, onCall),
    compose: watched("compose", world.compose, onCall),
    files: watched("files", world.files, onCall),
    locks: watched("locks", world.locks, onCall),
    processes: watched("processes", world.processes, onCall),
  };
}

function watched<T extends object>(part: string, target: T, onCall: Called): T {
  return new Proxy(target, {
    get: (of, name): unknown => {
      const value: unknown = Reflect.get(of, name);
      if (typeof value !== "function") return value;
      return (...given: readonly unknown[]): unknown => {
        onCall(part, String(name));
        return Reflect.apply(value, of, given);
      };
    },
  });
}
