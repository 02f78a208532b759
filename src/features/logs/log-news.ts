import type { LogLine } from "../../world/engine/engine.ts";

export interface LoggedContainer {
  readonly id: string;
  readonly name: string;
  readonly service: string;
}

/** What is told of the containers whose logs are shown: their lines, and what becomes of them between these. */
export type LogNews =
  | { readonly kind: "line"; readonly container: LoggedContainer; readonly line: LogLine }
  | {
      readonly kind: "exited";
      readonly container: LoggedContainer;
      readonly at: Date;
      readonly exitCode: number;
      /** The engine brings it back, as its restart policy says. */
      readonly restarted: boolean;
    }
  | {
      readonly kind: "started";
      readonly container: LoggedContainer;
      readonly at: Date;
      /** Again; in the place of another container; or as one more. */
      readonly how: "restarted" | "recreated" | "joined";
    }
  | { readonly kind: "unreadable"; readonly container: LoggedContainer; readonly why: string };
