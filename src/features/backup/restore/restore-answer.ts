import type { Result } from "../../../world/result.ts";
/** `proof`: what was compared with the backup, and agreed. */
export type RestoreAnswer = Result<string, string>;

export interface RestoreTarget {
  readonly containerId: string;
  /** The backup's folder. */
  readonly folder: string;
}
