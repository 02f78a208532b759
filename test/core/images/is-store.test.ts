import { describe, expect, it } from "vitest";
import { isStore } from "../../../src/core/images/is-store.ts";
import type { StoreKind } from "../../../src/core/images/is-store.ts";

function started(
  kind: StoreKind,
  command: readonly string[] | undefined,
  more: { entrypoint?: string[] } = {},
) {
  return isStore(kind, { entrypoint: more.entrypoint, command, mounts: [] });
}

describe("a service of a store's image", () => {
  it.each([
    ["postgres", undefined],
    ["postgres", []],
    ["postgres", ["-c", "max_connections=200"]],
    ["postgres", ["postgres", "-c", "log_statement=all"]],
    ["postgres", ["docker-entrypoint.sh", "postgres"]],
    ["postgres", ["sh", "-c", "cp /tls/* /certs && exec docker-entrypoint.sh postgres -c ssl=on"]],
    ["postgres", ["bash", "-ec", "exec gosu postgres postgres -D /data/pg"]],
    ["redis", ["redis-server", "--appendonly", "yes"]],
    ["redis", ["/usr/local/etc/redis/redis.conf"]],
    ["redis", ["sh", "-c", 'redis-server --requirepass "$(cat /run/secrets/redis)"']],
    ["redis", ["valkey-server", "--save", ""]],
    ["qdrant", ["./entrypoint.sh"]],
  ] as const)("is the store where it starts the server: %s %j", (kind, command) => {
    expect(started(kind, command)).toBe(true);
  });

  it.each([
    ["postgres", ["psql", "-h", "db", "-U", "postgres"]],
    [
      "postgres",
      ["sh", "-c", "until pg_isready -h postgres; do sleep 1; done; psql -U postgres -h postgres"],
    ],
    ["postgres", ["docker-entrypoint.sh", "psql"]],
    ["postgres", ["sleep", "infinity"]],
    ["postgres", ["/scripts/nightly.sh"]],
    ["redis", ["redis-cli", "-h", "redis", "monitor"]],
    ["redis", ["sh", "-c", "while :; do redis-cli -h redis-server ping; sleep 1; done"]],
  ] as const)("is a client where it starts something else: %s %j", (kind, command) => {
    expect(started(kind, command)).toBe(false);
  });

  it("is a client, too, where something else stands in its entrypoint's place", () => {
    expect(started("postgres", ["-h", "db"], { entrypoint: ["psql"] })).toBe(false);
    expect(started("postgres", undefined, { entrypoint: ["/usr/bin/tini", "--", "postgres"] })).toBe(true);
  });

  it("is the store where the data lies, whatever starts it, unless a server has them", () => {
    const mounts = [{ source: "rows", target: "/var/lib/postgresql/data" }];
    const script = { entrypoint: undefined, command: ["/start.sh"], mounts };
    const server = { entrypoint: undefined, command: undefined, mounts };
    expect(isStore("postgres", script)).toBe(true);
    expect(isStore("redis", script)).toBe(false);
    expect(isStore("postgres", script, [{ ...script, command: ["chown"] }])).toBe(true);
    expect(isStore("postgres", script, [server])).toBe(false);
    expect(isStore("postgres", server, [script])).toBe(true);
  });
});
