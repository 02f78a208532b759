export interface RdbCheck {
  readonly keys: number;
  readonly expiring: number;
  readonly rdbBytes: number;
}

/** What `redis-check-rdb` says of a set that is well; undefined for anything else. */
export function readRdbCheck(said: string): RdbCheck | undefined {
  const rdbBytes = /^\[offset (\d+)\] .*RDB looks OK/mu.exec(said)?.[1];
  const keys = /^\[info\] (\d+) keys read/mu.exec(said)?.[1];
  const expiring = /^\[info\] (\d+) expires/mu.exec(said)?.[1];
  if (rdbBytes === undefined || keys === undefined) return undefined;
  return { keys: Number(keys), expiring: Number(expiring ?? 0), rdbBytes: Number(rdbBytes) };
}
