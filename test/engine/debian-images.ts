import { execa } from "execa";
import { onePackageUserAtATime } from "./debian-package.ts";
import { ensureMade, madeImage } from "./made-image.ts";
import type { MadeImage } from "./made-image.ts";

/**
 * One root of Debian 12's packages for all that is made from them: to install its base takes longer than any of these.
 * Its sources are this machine's own, which may name a nearer mirror.
 */
const root = debianImage("debian:12", ["postgresql-15", "redis-server", "redis-tools", "python3", "nodejs"]);

const postgresImage = withEntry(
  "postgres:15",
  `#!/bin/sh
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
`,
);

const redisImage = withEntry(
  "redis:7",
  `#!/bin/sh
case "$1" in *.conf) exec setpriv --reuid=redis --regid=redis --clear-groups redis-server "$@" ;; *) exec "$@" ;; esac
`,
);

const runsWhatItIsTold = '#!/bin/sh\nexec "$@"\n';
const nodeImage = withEntry("node:18", runsWhatItIsTold);
const pythonImage = withEntry("python:3", runsWhatItIsTold);

/** PostgreSQL 15 as its official image behaves: the password from a file, trust inside, scram from the network. */
export const postgres = postgresImage.reference;
/** Redis 7: `redis-server` and `redis-cli`. */
export const redis = redisImage.reference;
/** Debian's Node, where no registry can be reached: runs what it is told. */
export const node = nodeImage.reference;
export const python = pythonImage.reference;

export const ensurePostgres = (): Promise<void> => ensureFromRoot(postgresImage);
export const ensureRedis = (): Promise<void> => ensureFromRoot(redisImage);
export const ensureNode = (): Promise<void> => ensureFromRoot(nodeImage);
export const ensurePython = (): Promise<void> => ensureFromRoot(pythonImage);

async function ensureFromRoot(image: MadeImage): Promise<void> {
  await ensureOnRoot(image, root);
}

/** That root with an entry point of its own. */
export function withEntry(name: string, entry: string, on: MadeImage = root): MadeImage {
  const script = `
    set -e
    folder=$(mktemp -d)
    made=$(docker create "$1" true)
    trap 'docker rm "$made" > "$folder/removed"; rm -rf "$folder"' EXIT
    printf %s "$2" > "$folder/entry"
    chmod 755 "$folder/entry"
    docker cp --quiet "$folder/entry" "$made:/entry"
    docker commit --change 'ENTRYPOINT ["/entry"]' --change 'CMD []' "$made" "$0"`;
  return madeImage(name, script, [on.reference, entry]);
}

export async function ensureOnRoot(image: MadeImage, on: MadeImage): Promise<void> {
  await ensureMade(image, async () => {
    await ensureDebian(on);
    return {};
  });
}

/** Debian 12 with these packages, and nothing that is only read by people. */
export function debianImage(name: string, packages: readonly string[]): MadeImage {
  const script = `
    set -e
    sources=$(ls -d /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -n 1)
    mmdebstrap --quiet --variant=minbase --include="$1" \\
      --customize-hook='rm -rf "$1"/usr/share/doc "$1"/usr/share/locale "$1"/var/cache/apt' \\
      bookworm - "$sources" | docker import - "$0"`;
  return madeImage(name, script, [packages.join(",")]);
}

async function ensureDebian(image: MadeImage): Promise<void> {
  await ensureMade(image, async () => {
    await ensureMmdebstrap();
    return {};
  });
}

export async function ensureMmdebstrap(): Promise<void> {
  const found = await execa("mmdebstrap", ["--version"], { reject: false });
  if (found.exitCode === 0) return;
  await onePackageUserAtATime(async () => {
    await execa("apt-get", ["install", "-y", "--no-install-recommends", "mmdebstrap"]);
  });
}
