/** The stores whose images people also make clients from: PostgreSQL's own has `psql`, Redis's `redis-cli`. */
export type StoreKind = "postgres" | "redis" | "qdrant";

interface Written {
  readonly entrypoint: readonly string[] | undefined;
  readonly command: readonly string[] | undefined;
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
}

/**
 * Whether a service of a store's image is that store: it starts the server, or it has the data that no server among the
 * `others` of such an image has: a job that sets the owner of a store's files mounts them too.
 */
export function isStore(kind: StoreKind, service: Written, others: readonly Written[] = []): boolean {
  if (startsServer(kind, service)) return true;
  const served = others.filter((other) => startsServer(kind, other)).flatMap(({ mounts }) => mounts);
  const data = service.mounts.filter(({ target }) => dataPlaces[kind].includes(target));
  return data.some(({ source }) => served.every((mount) => mount.source !== source));
}

/** Those of a store's mounts that its own means save; all, where it keeps its data elsewhere than usual. */
export function dataMounts<T extends { readonly target: string }>(
  kind: StoreKind,
  mounts: readonly T[],
): readonly T[] {
  const usual = mounts.filter(({ target }) => dataPlaces[kind].includes(target));
  return usual.length > 0 ? usual : mounts;
}

function startsServer(kind: StoreKind, { entrypoint, command }: Written): boolean {
  const words = [...(entrypoint ?? []), ...(command ?? [])];
  const at = words.findIndex((word) => !passesOn.test(baseName(word)));
  const [program = "", ...rest] = at < 0 ? [] : words.slice(at);
  // without a program of its own it is the image's, and options or a configuration are the server's
  if (program === "" || program.startsWith("-") || program.endsWith(".conf")) return true;
  const name = baseName(program);
  if (servers[kind].includes(name)) return true;
  return shells.has(name) && startedIn(rest.join(" "), kind);
}

/** They run what comes after them. */
const passesOn = /entrypoint(?:\.sh)?$|^(?:tini|dumb-init|--)$/u;
const shells: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash"]);

/** Where a command stands, and not a name: in `psql -U postgres -h postgres` nothing starts a server. */
function startedIn(line: string, kind: StoreKind): boolean {
  const program = `(?:\\S*/)?(?:\\S*entrypoint\\.sh|${servers[kind].join("|")})`;
  const begins = "(?:^(?:-\\w+ )*|[;&|(\\n]|\\b(?:exec|then|do|else)\\s)\\s*";
  return new RegExp(`${begins}(?:(?:gosu|su-exec) \\S+ )?${program}(?=[\\s;&|)]|$)`, "u").test(line);
}

const servers: Readonly<Record<StoreKind, readonly string[]>> = {
  postgres: ["postgres", "postmaster"],
  redis: ["redis-server", "valkey-server"],
  qdrant: ["qdrant"],
};

const dataPlaces: Readonly<Record<StoreKind, readonly string[]>> = {
  postgres: ["/var/lib/postgresql/data", "/var/lib/postgresql", "/bitnami/postgresql"],
  redis: ["/data", "/var/lib/redis", "/bitnami/redis/data", "/bitnami/valkey/data"],
  qdrant: ["/qdrant/storage"],
};

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** How a store is saved: by its own means, which know what a moment is, not as files. */
export type LogicalKind = StoreKind;

export function isLogical(kind: string | undefined): kind is LogicalKind {
  return kind === "postgres" || kind === "redis" || kind === "qdrant";
}

/** A service that is such a store. */
export interface Store {
  readonly service: string;
  readonly kind: LogicalKind;
}
