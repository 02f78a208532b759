/** The two images of a rehearsal. */
export interface StandInImages {
  readonly withShell: string;
  /** For images made from nothing: a check there cannot use a shell. */
  readonly withoutShell: string;
}
