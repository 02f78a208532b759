import type { AdoptionPlan } from "./adoption-plan.ts";

/** Below that nothing runs any more. */
const leftFreeBytes = 1024 ** 3;

/** Where not all of it fits: how much is free, and how much it takes. Sizes that are not known count as nothing. */
export function lackingRoom({
  copies,
  freeBytes,
}: Pick<AdoptionPlan, "freeBytes"> & {
  readonly copies: readonly { readonly sizeBytes: number | undefined }[];
}): { readonly freeBytes: number; readonly wantedBytes: number } | undefined {
  if (copies.length === 0 || freeBytes === undefined) return undefined;
  const wantedBytes = copies.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), leftFreeBytes);
  return freeBytes < wantedBytes ? { freeBytes, wantedBytes } : undefined;
}
