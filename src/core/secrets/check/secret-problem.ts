/** Something wrong with a secret or its file, told without its value. `id` is stable and documented. */
export interface SecretProblem {
  readonly id: SecretProblemId;
  /** The secret or variable it is about; empty when it is about a whole file. */
  readonly name: string;
  readonly detail: string;
  readonly fix: string;
  readonly file: string;
  /** 0 where no line is meant. */
  readonly line: number;
  /** Nothing may be started while it stands. */
  readonly blocking: boolean;
}

type SecretProblemId =
  | "secrets.missing"
  | "secrets.weak"
  | "secrets.placeholder"
  | "secrets.prefix"
  | "secrets.duplicated"
  | "secrets.quoting"
  | "secrets.unreadable-line"
  | "secrets.unreadable-file"
  | "secrets.two-values"
  | "secrets.world-readable"
  | "secrets.in-git"
  | "secrets.not-ignored"
  | "secrets.immutable-changed"
  | "secrets.drift"
  | "secrets.certificate"
  | "secrets.not-generated"
  | "secrets.not-rotatable"
  | "secrets.rotation-unfinished"
  | "secrets.not-written";
