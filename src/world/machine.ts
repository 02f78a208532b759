/** The computer and the account this program runs under. */
export interface Machine {
  readonly platform: string;
  readonly architecture: string;
  readonly processId: number;
  /** -1 where there is no such thing. */
  readonly userId: number;
  /** -1 where there is no such thing. */
  readonly groupId: number;
  readonly userName: string;
  readonly hostName: string;
  readonly homeDirectory: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeVersion: string;
  /** The Node executable that runs this program. */
  readonly nodePath: string;
  readonly cpus: number;
  memory(): Promise<{
    readonly totalBytes: number;
    readonly availableBytes: number;
    readonly swapBytes: number;
  }>;
}
