import { ensureMmdebstrap } from "./debian-images.ts";
import { ensureMade, madeImage } from "./made-image.ts";

const packages = [
  "postgresql-17",
  "postgresql-17-pgvector",
  "redis-server",
  "redis-tools",
  "nginx-light",
  "prometheus",
  "prometheus-node-exporter",
  "prometheus-postgres-exporter",
  "prometheus-redis-exporter",
];

/** The account and folders that the official image has: uid 999, and a data folder that is its own. */
const make = `
  set -e
  export POSTGRES_ENTRY="$2"
  mmdebstrap --quiet --variant=minbase --include="$1" \\
    --customize-hook='printf %s "$POSTGRES_ENTRY" > "$1/usr/local/bin/docker-entrypoint.sh"' \\
    --customize-hook='chmod 755 "$1/usr/local/bin/docker-entrypoint.sh"' \\
    --customize-hook='chroot "$1" sh -c "usermod -u 999 -o postgres && groupmod -g 999 -o postgres"' \\
    --customize-hook='mkdir -p "$1/var/lib/postgresql/data" "$1/data" "$1/prometheus"' \\
    --customize-hook='chown -R 999:999 "$1/var/lib/postgresql" "$1/data"' \\
    --customize-hook='rm -rf "$1"/usr/share/doc "$1"/usr/share/locale "$1"/usr/share/man "$1"/var/cache/apt "$1"/var/lib/apt' \\
    trixie - "deb http://deb.debian.org/debian trixie main" \\
  | docker import --change 'ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$0"`;

/** What the official entry point does on an empty volume: the account, its database, and the scripts of initdb.d. */
const postgresEntry = `#!/bin/sh
set -e
export PGDATA=/var/lib/postgresql/data
[ $# -gt 0 ] || set -- postgres
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb -U "$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" -A trust >/dev/null
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  shift
  pg_ctl -D "$PGDATA" -w -o "-c listen_addresses='' $*" start
  createdb -U "$POSTGRES_USER" "$POSTGRES_DB" 2>/dev/null || psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c 'SELECT 1'
  for script in /docker-entrypoint-initdb.d/*.sql; do
    psql -v ON_ERROR_STOP=1 --no-psqlrc -U "$POSTGRES_USER" -d "$POSTGRES_DB" -f "$script"
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
  set -- postgres "$@"
fi
exec "$@" -c listen_addresses='*'
`;

const image = madeImage("programs:13", make, [packages.join(","), postgresEntry]);

/** Debian's own PostgreSQL 17 with pgvector, Redis, nginx, Prometheus and three exporters in one image. */
export const programs = image.reference;

export function ensurePrograms(): Promise<void> {
  return ensureMade(image, async () => {
    await ensureMmdebstrap();
    return {};
  });
}
