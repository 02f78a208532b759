import { done, execInStore, lastLine } from "./store-client.ts";
import type { ExecWorld, StoreClient, StoreContainer } from "./store-client.ts";

/** The password comes in on the first line of standard input; the user is the container's own. */
const connect = `
IFS= read -r PGPASSWORD; export PGPASSWORD
PGUSER="\${POSTGRES_USER:-$(cat "\${POSTGRES_USER_FILE:-/dev/null}")}"; export PGUSER="\${PGUSER:-postgres}"
export PGDATABASE=postgres PGCONNECT_TIMEOUT=5
`;

/** \`select 1\` over TCP, from the container to its own address: as every client of the network does it. */
const probe = `${connect} exec psql -X -w -h "$1" -Atc 'select 1'`;

/**
 * Over the socket inside the container, where the image trusts; \`\\password\` makes the hash on this side, so that not
 * even a server that logs every statement sees the password.
 */
const change = `${connect} exec psql -X -w -v ON_ERROR_STOP=1`;

export function postgresStore(world: ExecWorld, container: StoreContainer): StoreClient {
  return {
    async probe(password, signal) {
      const command = {
        script: probe,
        args: [container.address],
        input: `${password}\n`,
        secrets: [password],
      };
      const result = await execInStore(world, container, command, signal);
      if (result.kind === "failed") return { kind: "unclear", reason: result.error };
      if (result.kind === "aborted") return result;
      if (result.exitCode === 0) return { kind: "accepted" };
      const isRefusal = /password authentication failed|no password supplied/u.test(result.stderr);
      return isRefusal
        ? { kind: "refused" }
        : { kind: "unclear", reason: `psql: ${lastLine(result.stderr)}` };
    },
    async change({ current, next }, signal) {
      const input = `${current}\n\\password\n${next}\n${next}\n`;
      const command = { script: change, args: [], input, secrets: [current, next] };
      const result = await execInStore(world, container, command, signal);
      if (result.kind !== "exited") return result;
      return result.exitCode === 0 ? done : { kind: "failed", error: `psql: ${lastLine(result.stderr)}` };
    },
  };
}
