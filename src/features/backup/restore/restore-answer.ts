/** `proof`: what was compared with the backup, and agreed. */
export type RestoreAnswer =
  | { readonly kind: "restored"; readonly proof: string }
  | { readonly kind: "failed"; readonly reason: string };

export interface RestoreTarget {
  readonly containerId: string;
  /** The backup's folder. */
  readonly folder: string;
}
