import type { Audience } from "../../../src/core/report/renderer.ts";
import { createBackground } from "../../../src/world/background.ts";
import { printableJson } from "../../../src/world/terminal/node-terminal.ts";

/** A terminal that keeps what was written to it, and a clock that goes only when told to. */
export interface FakeAudience extends Audience {
  readonly written: { out: string; err: string; errWrites: number };
  /** Lets time pass, sleepers waking at their moment, one by one. */
  pass(ms: number): Promise<void>;
  resize(columns: number, rows: number): void;
}

export interface Setting {
  readonly outIsTerminal?: boolean;
  readonly errIsTerminal?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

export function fakeAudience(setting: Setting = {}): FakeAudience {
  const { outIsTerminal = true, errIsTerminal = true, environment = {} } = setting;
  const written = { out: "", err: "", errWrites: 0 };
  let size = { columns: setting.columns ?? 80, rows: setting.rows ?? 24 };
  const clock = fakeClock();
  return {
    written,
    clock,
    background: createBackground(),
    machine: { environment },
    terminal: {
      out: (text) => void (written.out += text),
      outDocument: (document, indent) => void (written.out += printableJson(document, indent)),
      err: (text) => {
        written.err += text;
        written.errWrites += 1;
      },
      outIsTerminal,
      errIsTerminal,
      canAsk: false,
      busy: async () => Promise.resolve({ stop: () => undefined }),
      columns: () => size.columns,
      rows: () => size.rows,
      ask: () => Promise.resolve(undefined),
      askHidden: () => Promise.resolve(undefined),
      interrupted: new AbortController().signal,
      outIsLost: new AbortController().signal,
    },
    pass: (ms) => clock.pass(ms),
    resize: (columns, rows) => {
      size = { columns, rows };
    },
  };
}

function fakeClock(): Audience["clock"] & { pass(ms: number): Promise<void> } {
  const start = Date.UTC(2026, 10, 21, 10, 0, 0);
  let sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  let nowMs = 0;
  return {
    now: () => new Date(start + nowMs),
    elapsedMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const wake = (): void => {
          signal.removeEventListener("abort", wake);
          resolve();
        };
        sleepers.push({ atMs: nowMs + ms, wake });
        return signal.addEventListener("abort", wake);
      }),
    pass: async (ms) => {
      const endMs = nowMs + ms;
      for (;;) {
        // What was just woken may sleep again, within the same stretch of time.
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
        const [next] = sleepers.filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        sleepers = sleepers.filter((sleeper) => sleeper !== next);
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
      nowMs = endMs;
    },
  };
}
