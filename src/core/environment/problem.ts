import type { Result } from "../../world/result.ts";
/** Something wrong in what the user wrote: what is, what was wanted, what to type next, and where. */
export interface Problem {
  readonly message: string;
  readonly fix: string;
  readonly file?: string;
  readonly line?: number;
  /** Compose said so, or was not there to say anything: a machine without it is then to blame, not a file. */
  readonly fromCompose?: true;
  /** A line of the environment's env file: the layers cannot be merged with it. */
  readonly inEnvFile?: true;
  /** The layers have what only a newer Compose can read: this one cannot merge them. */
  readonly tooOldCompose?: true;
  /** The folder has a Compose project of its own, and no manifest. */
  readonly ownProject?: true;
  /** It is the machine that lacks something, not what the user wrote. */
  readonly prerequisite?: boolean;
}

export type Read<T> = Result<T, readonly Problem[]>;

/** A reading that went well. */
export function ok<T>(value: T): Read<T> {
  return { kind: "ok", value };
}

/** A reading that failed: each problem with what is wrong and what to type next. */
export function problems<T>(...found: readonly Problem[]): Read<T> {
  return { kind: "failed", error: found };
}

/** `stack.yaml:12: message`, as editors and terminals link it. */
export function describeProblem(problem: Problem): string {
  const line = problem.line === undefined ? "" : `:${String(problem.line)}`;
  const place = problem.file === undefined ? "" : `${problem.file}${line}: `;
  return `${place}${problem.message}`;
}
