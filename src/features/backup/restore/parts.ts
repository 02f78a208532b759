import type { BackupPart } from "../save/backup-manifest.ts";
import type { Store } from "../../../core/images/is-store.ts";

/** What a part replaces: a store's data, or a volume. */
export function partKey(part: BackupPart): string {
  return part.kind === "volume" ? part.volume : part.service;
}

export function isVolume({ kind }: BackupPart): boolean {
  return kind === "volume";
}

export function storesOf(parts: readonly BackupPart[]): readonly Store[] {
  const stores = parts.flatMap((part) =>
    part.kind === "volume" ? [] : [[part.service, { service: part.service, kind: part.kind }] as const],
  );
  return [...new Map(stores).values()];
}

export function nameOf(part: BackupPart): string {
  switch (part.kind) {
    case "postgres":
    case "redis":
      return part.service;
    case "qdrant":
      return `${part.service}: ${part.collection}`;
    case "volume":
      return part.volume;
  }
}
