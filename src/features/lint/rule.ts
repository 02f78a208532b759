import type { Found } from "./defect.ts";
import type { LintSubject } from "./read/subject.ts";

/** One kind of defect that files can show. A rule is a value in a file of its own, and a line in `rules.ts`. */
export interface Rule {
  readonly id: string;
  /** For the table in the README: what is wrong, and what to do. */
  readonly meaning: string;
  readonly fix: string;
  /** `models`: it judges what the layers come to together, which only `docker compose config` knows. */
  readonly reads: "files" | "models";
  /** `manifest`: it compares environments, so it says nothing where one alone is linted. */
  readonly about: "environment" | "manifest";
  check(subject: LintSubject): readonly Found[];
}
