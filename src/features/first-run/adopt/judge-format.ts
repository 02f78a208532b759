import type { StoreFormat } from "./predecessor.ts";

/** What is known of the data and of the program that wrote it. */
export interface SourceFacts {
  /** The image of the predecessor's container; undefined where there is none any more. */
  readonly image: string | undefined;
  /** That container's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** PostgreSQL's `PG_VERSION`, the first bytes of Redis's RDB files. */
  readonly heads: readonly { readonly text: string; readonly ownerId: number }[];
  /** Of a model cache: whether the model that is served now lies in it. */
  readonly hasModel: boolean;
}

/** What is to read it. */
export interface TargetFacts {
  readonly image: string;
  readonly volumeKey: string;
  readonly environment: Readonly<Record<string, string>>;
}

export type Unreadable =
  | { readonly kind: "postgres-version"; readonly written: string; readonly reads: string }
  /** Text sorts otherwise there: its indexes would be wrong, silently. */
  | { readonly kind: "postgres-library"; readonly written: string; readonly reads: string }
  | { readonly kind: "postgres-user"; readonly written: string; readonly reads: string }
  | { readonly kind: "redis-version"; readonly written: string; readonly reads: string }
  | { readonly kind: "qdrant-version"; readonly written: string; readonly reads: string }
  /** Workflows lie in a file that is not looked at where PostgreSQL is used. */
  | { readonly kind: "n8n-database" }
  | { readonly kind: "other-models" };

/** Why the new program could not use these files, as far as that is known to matter. */
export function judgeFormat(
  format: StoreFormat,
  source: SourceFacts,
  target: TargetFacts,
): Unreadable | undefined {
  switch (format) {
    case "postgres":
      return judgePostgres(source, target);
    case "redis":
      return judgeRedis(source, target);
    case "qdrant":
      return judgeQdrant(source, target);
    case "n8n":
      return usesPostgres(target) && !usesPostgres(source) ? { kind: "n8n-database" } : undefined;
    case "models":
      return source.hasModel ? undefined : { kind: "other-models" };
    case "files":
      return undefined;
  }
}

function judgePostgres(source: SourceFacts, target: TargetFacts): Unreadable | undefined {
  const [version] = source.heads;
  const written = /^\d+/u.exec(version?.text ?? "")?.[0] ?? "unknown";
  const reads = postgresMajor(target) ?? "unknown";
  if (written === "unknown" || reads !== written) return { kind: "postgres-version", written, reads };
  const wasAlpine = source.image?.includes("alpine") ?? version?.ownerId === alpinePostgres;
  if (wasAlpine !== target.image.includes("alpine")) {
    const [musl, other] = ["Alpine's C library", "Debian's"];
    return {
      kind: "postgres-library",
      written: wasAlpine ? musl : other,
      reads: wasAlpine ? other : musl,
    };
  }
  const [was, is] = [source, target].map(({ environment }) => environment["POSTGRES_USER"] ?? "postgres");
  return was === is ? undefined : { kind: "postgres-user", written: was ?? "", reads: is ?? "" };
}

/** The user `postgres` of the official Alpine images. */
const alpinePostgres = 70;

/** `17` of `pgvector:0.8.6-pg17-bookworm`, of `postgres:17.5-alpine`, or else of the volume `postgres-17-data`. */
function postgresMajor({ image, volumeKey }: TargetFacts): string | undefined {
  const tag = tagOf(image);
  const isPlain = /(?:^|\/)postgres:/u.test(image);
  return (
    /pg(\d+)/u.exec(tag)?.[1] ??
    (isPlain ? /^\d+/u.exec(tag)?.[0] : undefined) ??
    /(?:^|[-_])(\d+)(?:[-_]|$)/u.exec(volumeKey)?.[1]
  );
}

/** The newest RDB format that a version can load; what is newer ends it at its start. */
const newestRdb: Readonly<Record<string, number>> = { "6.2": 9, "7.0": 10, "7.2": 11, "7.4": 12, "8.0": 12 };

function judgeRedis({ heads }: SourceFacts, { image }: TargetFacts): Unreadable | undefined {
  const version = /^\d+\.\d+/u.exec(tagOf(image))?.[0] ?? "";
  const most = newestRdb[version];
  const found = heads.map(({ text }) => Number(/^REDIS(\d{4})/u.exec(text)?.[1] ?? "0"));
  const newest = Math.max(0, ...found);
  return most === undefined || newest <= most
    ? undefined
    : { kind: "redis-version", written: `RDB format ${String(newest)}`, reads: `Redis ${version}` };
}

/** It takes its own versions one by one, and what is skipped is lost or refused. */
function judgeQdrant(source: SourceFacts, target: TargetFacts): Unreadable | undefined {
  const [written, reads] = [minorOf(source.image ?? ""), minorOf(target.image)];
  const step = written === undefined || reads === undefined ? -1 : reads.minor - written.minor;
  const isNear = written?.major === reads?.major && (step === 0 || step === 1);
  const changesUser =
    target.image.includes("unprivileged") && source.image?.includes("unprivileged") !== true;
  if (isNear && !changesUser) return undefined;
  return { kind: "qdrant-version", written: source.image ?? "an unknown version", reads: target.image };
}

function minorOf(image: string): { readonly major: number; readonly minor: number } | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/u.exec(tagOf(image)) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

function usesPostgres({ environment }: Pick<TargetFacts, "environment">): boolean {
  return environment["DB_TYPE"]?.startsWith("postgres") ?? false;
}

/** A registry's port is no tag, and a digest says no version. */
function tagOf(image: string): string {
  return /:([^/:@]+)(?:@.*)?$/u.exec(image)?.[1] ?? "";
}
