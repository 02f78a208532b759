import type { BackupPart } from "./backup-manifest.ts";

export type SaveAnswer =
  | { readonly kind: "saved"; readonly parts: readonly BackupPart[] }
  | { readonly kind: "failed"; readonly reason: string };

export function failed(reason: string): { readonly kind: "failed"; readonly reason: string } {
  return { kind: "failed", reason };
}
