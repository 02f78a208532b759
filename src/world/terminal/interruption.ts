import { letManyWait } from "../many-waiters.ts";

/** Ctrl-C and SIGTERM of this process, and who is meant by them. */
export interface Interruption {
  /** Aborts at the first one; the reason is "SIGINT" or "SIGTERM". Until this is first asked for, either ends the program. */
  readonly signal: AbortSignal;
  /** While a child has the terminal, Ctrl-C is the child's: the terminal sends it to both. */
  leaveToChild<T>(run: () => Promise<T>): Promise<T>;
}

type Name = "SIGINT" | "SIGTERM";

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** npx passes Ctrl-C on to us although the terminal did already: two at once are one. */
const oneKeyPressMs = 500;

export function createInterruption(): Interruption {
  const controller = new AbortController();
  const state = { isHeeded: false, children: 0, lastAt: 0 };
  const receive = (name: Name): void => {
    const now = performance.now();
    const isRepeated = controller.signal.aborted && now - state.lastAt > oneKeyPressMs;
    if (name === "SIGINT" && state.children > 0) return;
    if (isRepeated || !state.isHeeded) process.exit(exitCodes[name]);
    state.lastAt = now;
    controller.abort(name);
  };
  process.on("SIGINT", () => {
    receive("SIGINT");
  });
  // A closed terminal asks us to end, as SIGTERM does.
  for (const name of ["SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      receive("SIGTERM");
    });
  }
  return {
    get signal() {
      state.isHeeded = true;
      return letManyWait(controller.signal);
    },
    leaveToChild: async (run) => {
      state.isHeeded = true;
      state.children += 1;
      return run().finally(() => {
        state.children -= 1;
      });
    },
  };
}
