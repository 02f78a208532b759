/** A child process to run. It always has an end: a timeout, a signal, or both. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly directory?: string;
  /** The whole environment of the child; without it the caller's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Written to standard input, which is closed after it; without it standard input is empty. */
  readonly input?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A non-zero exit is an answer, not an exception. */
export type ProcessResult =
  | { readonly kind: "exited"; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "killed"; readonly signal: string; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "timed-out"; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "aborted"; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "not-found" }
  | { readonly kind: "not-permitted" };

export interface Processes {
  run(request: ProcessRequest): Promise<ProcessResult>;
  /** As `run`, handing over each line as it comes; stdout and stderr of the result are empty. */
  stream(
    request: ProcessRequest,
    onLine: (line: string, from: "stdout" | "stderr") => void,
  ): Promise<ProcessResult>;
  /** The child takes over the terminal (stdin, stdout, stderr); its exit code, 128 + n when a signal ended it. */
  handOver(request: ProcessRequest): Promise<ProcessResult>;
}
