import type { LockHolder, Locks } from "../../src/world/locks/locks.ts";

export interface FakeLocks extends Locks {
  /** As if another process held it; the answer lets go. */
  hold(name: string, holder: LockHolder): () => void;
  readonly held: ReadonlySet<string>;
}

interface Held {
  readonly holder: LockHolder;
  readonly waiting: Set<() => void>;
}

export function fakeLocks(): FakeLocks {
  const locks = new Map<string, Held>();
  const hold = (name: string, holder: LockHolder): (() => void) => {
    const mine: Held = { holder, waiting: new Set() };
    locks.set(name, mine);
    return () => {
      if (locks.get(name) === mine) locks.delete(name);
      for (const wake of mine.waiting) wake();
    };
  };
  return {
    hold,
    get held() {
      return new Set(locks.keys());
    },
    acquire: (name, holder) => {
      const other = locks.get(name);
      if (other === undefined) return Promise.resolve(acquired(hold(name, holder)));
      return Promise.resolve({
        kind: "taken",
        holder: other.holder,
        untilReleased: (signal) => untilWoken(other.waiting, signal),
      });
    },
  };
}

function acquired(letGo: () => void) {
  return {
    kind: "acquired",
    release: () => {
      letGo();
      return Promise.resolve();
    },
  } as const;
}

function untilWoken(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    waiting.add(resolve);
    signal.addEventListener("abort", () => {
      resolve();
    });
  });
}
