/** Who holds a lock: what the others are told. */
export interface LockHolder {
  readonly processId: number;
  readonly user: string;
  readonly command: string;
  readonly directory: string;
  readonly since: string;
}

export type LockAnswer =
  | { readonly kind: "acquired"; release(): Promise<void> }
  | {
      readonly kind: "taken";
      readonly holder: LockHolder | undefined;
      untilReleased(signal: AbortSignal): Promise<void>;
    };

export interface Locks {
  /** Machine-wide and gone with its process, however that ends: nothing stale can be left behind. */
  acquire(name: string, holder: LockHolder): Promise<LockAnswer>;
}
