import { execa } from "execa";

/** PostgreSQL 15 as its official image behaves: the password from a file, trust inside, scram from the network. */
export const postgres = "stack-test/postgres:15";

/** Redis 7: `redis-server` and `redis-cli`. */
export const redis = "stack-test/redis:7";

export function ensurePostgres(): Promise<void> {
  return ensureImage(postgres, ["postgresql-15"], postgresEntry);
}

export function ensureRedis(): Promise<void> {
  return ensureImage(redis, ["redis-server", "redis-tools"], redisEntry);
}

/**
 * Makes an image of Debian's packages without any registry, about 40 seconds; at once where it is there already. Two
 * at the same time make it twice, and the same.
 */
export async function ensureImage(tag: string, packages: readonly string[], entry: string): Promise<void> {
  const found = await execa("docker", ["image", "inspect", tag], { reject: false });
  if (found.exitCode === 0) return;
  await ensureMmdebstrap();
  const script = `
    set -e
    sources=$(ls -d /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -n 1)
    mmdebstrap --quiet --variant=minbase --include="$1" \\
      --customize-hook='printf %s "$ENTRY" > "$1/entry" && chmod 755 "$1/entry"' \\
      --customize-hook='rm -rf "$1"/usr/share/doc "$1"/usr/share/locale "$1"/var/cache/apt' \\
      bookworm - "$sources" | docker import --change 'ENTRYPOINT ["/entry"]' - "$2"`;
  await execa("sh", ["-c", script, "sh", packages.join(","), tag], { env: { ENTRY: entry } });
}

export async function ensureMmdebstrap(): Promise<void> {
  const found = await execa("mmdebstrap", ["--version"], { reject: false });
  if (found.exitCode === 0) return;
  await execa("apt-get", ["install", "-y", "--no-install-recommends", "mmdebstrap"]);
}

const postgresEntry = `#!/bin/sh
set -e
export PATH=/usr/lib/postgresql/15/bin:$PATH PGDATA=/var/lib/postgresql/data
case "\${1:-postgres}" in -*|postgres) ;; *) exec "$@" ;; esac
mkdir -p "$PGDATA" /run/postgresql
chown postgres "$PGDATA" /run/postgresql
as() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  as initdb -U "\${POSTGRES_USER:-postgres}" --pwfile="$POSTGRES_PASSWORD_FILE" -A trust >/dev/null
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
fi
exec setpriv --reuid=postgres --regid=postgres --clear-groups postgres -c listen_addresses='*' "$@"
`;

const redisEntry = `#!/bin/sh
case "$1" in *.conf) exec setpriv --reuid=redis --regid=redis --clear-groups redis-server "$@" ;; *) exec "$@" ;; esac
`;
