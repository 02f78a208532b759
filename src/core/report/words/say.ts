import type { Mark } from "../text/mark.ts";

/** One line about one event. Details are for `--verbose`. */
export interface Remark {
  readonly mark: Mark;
  readonly text: string;
  readonly isDetail: boolean;
}

export function say(mark: Mark, text: string): Remark {
  return { mark, text, isDetail: false };
}

export function detail(mark: Mark, text: string): Remark {
  return { mark, text, isDetail: true };
}
