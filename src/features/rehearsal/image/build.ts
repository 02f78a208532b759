import type { StandInImages } from "./stand-in-images.ts";

export interface Building {
  readonly images: StandInImages;
  readonly program: string;
  readonly signal: AbortSignal;
}

/** What went wrong, and what to type. */
export interface BuildProblem {
  readonly message: string;
  readonly fix: string;
}
