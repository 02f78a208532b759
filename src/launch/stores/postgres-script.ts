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
 * is kept, and a database goes although someone is connected. The password of the role we are stays what it is now: the
 * secrets of today belong to it, not those of the day of the dump.
 */
export const restoreScript = `${connect}
{
  printf '%s\\n' 'select rolpassword as kept from pg_authid where rolname = current_user and rolpassword is not null \\gset'
  sed '1,/^\\\\connect /{
s/^DROP ROLE IF EXISTS .*;$//
s/^DROP DATABASE IF EXISTS \\(.*\\);$/DROP DATABASE IF EXISTS \\1 WITH (FORCE);/
s/^CREATE ROLE \\(.*\\);$/DO $do$ BEGIN CREATE ROLE \\1; EXCEPTION WHEN duplicate_object THEN NULL; END $do$;/
}'
  printf '%s\\n' '\\connect postgres' '\\if :{?kept}' "alter role current_user password :'kept';" '\\endif'
} | psql -X -w -q -v ON_ERROR_STOP=1 -d postgres >/dev/null
`;

/** Over TCP: while it is made for the first time, a temporary server answers on the socket only. */
export const pingScript = "exec pg_isready -q -h 127.0.0.1";
