import { done, execInStore, lastLine } from "./store-client.ts";
import type { ExecWorld, StoreClient, StoreContainer } from "./store-client.ts";

/** The password comes in on the first line of standard input, commands on the others. */
const script = 'IFS= read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli -h "$1"';

/** The password of Redis' default user. It lasts until a restart, which reads the file that has the new one by then. */
export function redisStore(world: ExecWorld, container: StoreContainer): StoreClient {
  const run = (lines: readonly string[], secrets: readonly string[], signal: AbortSignal) => {
    const command = { script, args: [container.address], input: `${lines.join("\n")}\n`, secrets };
    return execInStore(world, container, command, signal);
  };
  return {
    async probe(password, signal) {
      const result = await run([password, "PING"], [password], signal);
      if (result.kind === "failed") return { kind: "unclear", reason: result.error };
      if (result.kind === "aborted") return result;
      // It exits with 0 whatever the server says.
      const said = `${result.stdout}\n${result.stderr}`;
      if (/^PONG$/mu.test(said)) return { kind: "accepted" };
      if (/NOAUTH|WRONGPASS|invalid password/u.test(said)) return { kind: "refused" };
      return { kind: "unclear", reason: `redis-cli: ${lastLine(said)}` };
    },
    async change({ current, next }, signal) {
      const result = await run([current, `CONFIG SET requirepass ${quoted(next)}`], [current, next], signal);
      if (result.kind !== "exited") return result;
      const said = `${result.stderr}\n${result.stdout}`;
      return /^OK$/mu.test(said) ? done : { kind: "failed", error: `redis-cli: ${lastLine(said)}` };
    },
  };
}

/** As redis-cli splits its lines into words. */
function quoted(word: string): string {
  return `"${word.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}
