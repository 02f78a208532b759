/** User and password are the container's own, read inside it; over the socket most images ask for none. */
const connect = `
set -e
export PGUSER="\${POSTGRES_USER:-$(cat "\${POSTGRES_USER_FILE:-/dev/null}")}"
export PGUSER="\${PGUSER:-postgres}" PGCONNECT_TIMEOUT=5
if [ -r "\${POSTGRES_PASSWORD_FILE:-}" ]; then PGPASSWORD=$(cat "$POSTGRES_PASSWORD_FILE"); else PGPASSWORD=\${POSTGRES_PASSWORD:-}; fi
export PGPASSWORD
`;

/** Everything: roles and every database, each as of one moment. */
export const dumpScript = `${connect} exec pg_dumpall -w --clean --if-exists`;

/** Rows as asked for on standard input, in the database that the first argument names. */
export const queryScript = `${connect} exec psql -X -w -q -A -t -v ON_ERROR_STOP=1 -d "$1"`;

/**
 * A dump from standard input takes the place of what is there. Only its head is changed on the way: a role that exists
 * is kept, and a database goes although someone is connected. The password of the role we are stays what it is now, at
 * every moment: the secrets of today belong to it, not those of the day of the dump. What an earlier restore that was cut
 * has left running ends first.
 */
export const restoreScript = `${connect}
export PGAPPNAME=stack-restore
role=$(psql -X -w -q -A -t -v ON_ERROR_STOP=1 -d postgres -c "
  select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'stack-restore' and pid <> pg_backend_pid();
  select quote_ident(current_user)" | tail -n 1)
[ -n "$role" ] || exit 3
role=$(printf '%s' "$role" | sed 's|[][\\\\/.*^$]|\\\\&|g')
{
  sed '1,/^\\\\connect /{
s/^DROP ROLE IF EXISTS .*;$//
s/^DROP DATABASE IF EXISTS \\(.*\\);$/DROP DATABASE IF EXISTS \\1 WITH (FORCE);/
s/^\\(ALTER ROLE '"$role"' WITH .*\\) PASSWORD '"'[^']*'"'/\\1/
s/^CREATE ROLE \\(.*\\);$/DO $do$ BEGIN CREATE ROLE \\1; EXCEPTION WHEN duplicate_object THEN NULL; END $do$;/
}'
} | psql -X -w -q -v ON_ERROR_STOP=1 -d postgres >/dev/null
`;

/** Over TCP: while it is made for the first time, a temporary server answers on the socket only. */
export const pingScript = "exec pg_isready -q -h 127.0.0.1";
