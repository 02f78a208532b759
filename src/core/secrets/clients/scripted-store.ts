import { done, execInStore, lastLine } from "./store-client.ts";
import type { ExecWorld, StoreClient, StoreContainer } from "./store-client.ts";

/** How a store that nobody here knows is asked and changed: commands of its own, run in its container. */
export interface StoreScripts {
  /** Gets a password on standard input; ends with 0 when it lets in, with 1 when it is refused, else with why. */
  readonly logIn: readonly string[];
  /** Gets the present password and the next, a line each; ends with 0 when the next is the password. */
  readonly change: readonly string[];
}

export function scriptedStore(
  world: ExecWorld,
  container: StoreContainer,
  { logIn, change }: StoreScripts,
): StoreClient {
  const run = (words: readonly string[], lines: readonly string[], signal: AbortSignal) => {
    const command = { script: 'exec "$@"', args: words, input: `${lines.join("\n")}\n`, secrets: lines };
    return execInStore(world, container, command, signal);
  };
  return {
    async probe(password, signal) {
      const result = await run(logIn, [password], signal);
      if (result.kind === "failed") return { kind: "unclear", reason: result.error };
      if (result.kind === "aborted") return result;
      if (result.exitCode === 0) return { kind: "accepted" };
      return result.exitCode === 1 ? { kind: "refused" } : { kind: "unclear", reason: said(logIn, result) };
    },
    async change({ current, next }, signal) {
      const result = await run(change, [current, next], signal);
      if (result.kind !== "exited") return result;
      return result.exitCode === 0 ? done : { kind: "failed", error: said(change, result) };
    },
  };
}

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function said(words: readonly string[], { exitCode, stdout, stderr }: Ended): string {
  const line = lastLine(stderr.trim() === "" ? stdout : stderr);
  return `${words.join(" ")} ended with ${exitCode}${line === "" ? "" : `: ${line}`}`;
}
