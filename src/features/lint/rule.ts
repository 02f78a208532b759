import type { LintSubject } from "./read/lint-subject.ts";

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

/** Something wrong in a layer, the manifest or an env file, and where. */
export interface Defect {
  readonly id: string;
  readonly file: string;
  readonly line: number | null;
  readonly service: string | null;
  readonly message: string;
  readonly fix: string;
}

/** What a rule finds; the rule's own id is added to it. */
type Found = Omit<Defect, "id">;

export type Place = Pick<Defect, "file" | "line">;
