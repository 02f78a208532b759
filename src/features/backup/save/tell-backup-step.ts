import type { StoreWork } from "../stores/store-work.ts";
import type { BackupPart } from "./backup-manifest.ts";
import type { SaveAnswer } from "./backup-manifest.ts";

export type BackupStep =
  | { readonly kind: "starting"; readonly service: string }
  /** It does not come up, so the files of its volumes are taken as they lie. */
  | { readonly kind: "as-files"; readonly service: string; readonly reason: string }
  /** Who writes to these volumes stands still while they are copied. */
  | {
      readonly kind: "standing-still";
      readonly containers: readonly string[];
      readonly volumes: readonly string[];
    }
  /** Somebody else's containers write to them too, and are left alone. */
  | {
      readonly kind: "others-write";
      readonly containers: readonly string[];
      readonly volumes: readonly string[];
    }
  /** What was changed for the backup and could not be changed back. */
  | { readonly kind: "not-put-back"; readonly what: readonly string[] }
  | { readonly kind: "saving"; readonly what: string }
  | { readonly kind: "saved"; readonly part: BackupPart; readonly durationMs: number };

/** Says what is being saved and what came of it. */
export async function tellBackupStep(
  { world }: StoreWork,
  tell: (step: BackupStep) => void,
  what: string,
  save: () => Promise<SaveAnswer>,
): Promise<SaveAnswer> {
  const began = world.clock.elapsedMs();
  tell({ kind: "saving", what });
  const answer = await save();
  if (answer.kind === "failed") return answer;
  const durationMs = Math.round(world.clock.elapsedMs() - began);
  for (const part of answer.value) tell({ kind: "saved", part, durationMs });
  return answer;
}
