import { setFlagsFromString } from "node:v8";

const longRunMs = 10_000;

/**
 * Most commands are over before optimised code pays: V8 spends a quarter of their CPU time on it, in threads that stand
 * in the way of the engine on a small machine. Until a run is a long one, no function counts as small enough. And what
 * waits more than it works needs no more room for garbage: with hundreds of services it would grow to tens of megabytes.
 */
export function optimiseLongRunsOnly(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--max-optimized-bytecode-size=0");
  setTimeout(() => {
    setFlagsFromString("--max-optimized-bytecode-size=61440");
  }, longRunMs).unref();
}
