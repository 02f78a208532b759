/** What went as expected, or why it did not: every expected ending of two kinds. Only bugs throw. */
export type Result<T, E> = Success<T> | Failure<E>;

export interface Success<T> {
  readonly kind: "ok";
  readonly value: T;
}

export interface Failure<E> {
  readonly kind: "failed";
  readonly error: E;
}

/** An ending that was expected and is not the good one. */
export function failed<E>(error: E): Failure<E> {
  return { kind: "failed", error };
}
