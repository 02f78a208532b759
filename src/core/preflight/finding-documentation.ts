/** What the README says of a finding. */
export interface FindingDocumentation {
  /** What it says when it is not `pass`. */
  readonly meaning: string;
  readonly fix: string;
}
