/**
 * Logs in with what the container itself has: nothing, a variable, an argument, a configuration file, a mounted secret;
 * the first that Redis answers PONG to. No value leaves the container.
 */
const logIn = `
set -e
cli=$(command -v redis-cli || command -v valkey-cli)
check=$(command -v redis-check-rdb || command -v valkey-check-rdb) || true
words=$(tr '\\0' '\\n' 2>/dev/null < /proc/1/cmdline) || true
port=$(printf '%s\\n' "$words" | sed -n '/^--port$/{n;p;}' | tail -n 1)
try() {
  if [ -n "$1" ]; then export REDISCLI_AUTH="$1"; else unset REDISCLI_AUTH; fi
  "$cli" -h 127.0.0.1 -p "\${port:-6379}" ping 2>/dev/null | grep -qx PONG
}
in_file() { sed -n 's/^ *requirepass  *"\\{0,1\\}\\([^" ]*\\).*$/\\1/p' "$1" 2>/dev/null | tail -n 1; }
log_in() {
  try "" && return
  for word in "\${REDIS_PASSWORD:-}" "\${VALKEY_PASSWORD:-}" "$(printf '%s\\n' "$words" | sed -n '/^--requirepass$/{n;p;}' | tail -n 1)"; do
    [ -n "$word" ] && try "$word" && return
  done
  for file in "\${REDIS_PASSWORD_FILE:-}" $(printf '%s\\n' "$words" | grep '\\.conf$') /run/secrets/*redis* /run/secrets/*; do
    [ -f "$file" ] && [ -r "$file" ] || continue
    word=$(in_file "$file"); [ -n "$word" ] || word=$(head -n 1 "$file")
    [ -n "$word" ] && try "$word" && return
  done
  echo "Redis accepts no password that its container has" >&2
  exit 3
}
log_in
ask() { "$cli" -h 127.0.0.1 -p "\${port:-6379}" --raw "$@"; }
`;

/** A whole set, as of one moment, in Redis' own form. Redis would wait five seconds for others who want it too. */
export const rdbScript = `${logIn}
delay=$(ask config get repl-diskless-sync-delay 2>/dev/null | sed -n 2p) || true
[ -z "$delay" ] || ask config set repl-diskless-sync-delay 0 > /dev/null
ended=0
"$cli" -h 127.0.0.1 -p "\${port:-6379}" --rdb - || ended=$?
[ -z "$delay" ] || ask config set repl-diskless-sync-delay "$delay" > /dev/null
exit "$ended"
`;

/** Redis' own check of such a set, from standard input. */
export const checkScript = `exec "$(command -v redis-check-rdb || command -v valkey-check-rdb)" /dev/stdin`;

export const keysScript = `${logIn} ask info keyspace`;

/**
 * Puts a set from standard input where Redis will read it when it starts again, and keeps it from writing over that
 * when it ends. The first argument is its length: a stream has a mark behind its end. With an append-only file Redis
 * reads nothing else, so the set becomes that file's base. What is made
 * changes its owner and nothing else does: its folder may be the container's root, with everything mounted below it.
 */
export const replaceScript = `${logIn}
get() { ask config get "$1" | sed -n 2p; }
dir=$(get dir) name=$(get dbfilename) aof=$(get appendonly) folder=$(get appenddirname) file=$(get appendfilename)
major=$(ask info server | sed -n 's/^redis_version:\\([0-9]*\\)\\..*/\\1/p')
[ -n "$dir" ] && [ -n "$name" ] && cd "$dir"
head -c "$1" > .stack-restore.rdb
"$check" .stack-restore.rdb > /dev/null
ask config set save "" > /dev/null
ask config set appendonly no > /dev/null
while ask info persistence | grep -Eq '^(rdb_bgsave|aof_rewrite)_in_progress:1'; do sleep 1; done
own() { [ "$(id -u)" != 0 ] || chown -R "$(stat -c %u:%g .)" "$1"; }
mv .stack-restore.rdb "$name"
own "$name"
if [ "$aof" = yes ] && [ "$major" -ge 7 ]; then
  rm -rf "$folder"
  mkdir "$folder"
  cp "$name" "$folder/$file.1.base.rdb"
  printf 'file %s.1.base.rdb seq 1 type b\\n' "$file" > "$folder/$file.manifest"
  own "$folder"
elif [ "$aof" = yes ]; then
  cp "$name" "$file"
  own "$file"
fi
`;

/** While it reads its set it answers, and does nothing else. */
export const pingScript = `${logIn} ask info persistence | grep -q '^loading:0'`;
