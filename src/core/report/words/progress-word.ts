import type { Mark } from "../text/mark.ts";

/** One line about one event. Details are for `--verbose`. */
export interface ProgressWord {
  readonly mark: Mark;
  readonly text: string;
  readonly isDetail: boolean;
}

export function progressWord(mark: Mark, text: string): ProgressWord {
  return { mark, text, isDetail: false };
}

export function progressDetail(mark: Mark, text: string): ProgressWord {
  return { mark, text, isDetail: true };
}
