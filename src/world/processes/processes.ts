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
  /** Called once the child runs: what is to be done meanwhile does not delay it. */
  readonly onStarted?: () => void;
}

/** A non-zero exit is an answer, not an exception. */
export type ProcessResult =
  | { readonly kind: "exited"; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "killed"; readonly signal: string; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "timed-out"; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "aborted"; readonly stdout: string; readonly stderr: string }
  /** It said more than any answer is long, and was heard no longer. */
  | { readonly kind: "endless"; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "not-found" }
  | { readonly kind: "not-permitted" };

/** Hears a stream piece by piece; where it answers a promise, the next piece waits for it. */
export type Listener = (chunk: Uint8Array) => unknown;

/** Where a child's standard streams come from and go to, so that no amount of data is ever held in memory. */
export interface Plumbing {
  /** A file that becomes standard input, which is closed after it. */
  readonly input?: { readonly path: string; readonly decompress: boolean };
  /** A new file that takes standard output; what stands there already is a failure. */
  readonly output?: { readonly path: string; readonly mode: number; readonly compress: boolean };
  /** Standard output as it comes, before it is compressed. */
  readonly onChunk?: Listener;
}

export interface Piped {
  /** Its stdout is empty, its stderr the last words. */
  readonly ended: ProcessResult;
  /** What was written; undefined without an output, or when it could not be written whole. */
  readonly written: { readonly sizeBytes: number; readonly sha256: string } | undefined;
  /** Why a file could not be read or written; the child was ended then. */
  readonly failure: { readonly code: string; readonly reason: string } | undefined;
}

/** How each of two children ended; their stdout is empty, their stderr the last words. */
export interface Joined {
  readonly from: ProcessResult;
  readonly to: ProcessResult;
}

export interface Processes {
  run(request: ProcessRequest): Promise<ProcessResult>;
  /** As `run`, handing over each line as it comes; stdout and stderr of the result are empty. */
  stream(
    request: ProcessRequest,
    onLine: (line: string, from: "stdout" | "stderr") => void,
  ): Promise<ProcessResult>;
  /** As `run`, with files or a listener at its standard streams; `input` of the request is not looked at. */
  pipe(request: ProcessRequest, plumbing: Plumbing): Promise<Piped>;
  /** Runs both, what `from` says being the input of `to`, and each piece of it told to `onChunk`. */
  join(from: ProcessRequest, to: ProcessRequest, onChunk: Listener): Promise<Joined>;
  /** The child takes over the terminal (stdin, stdout, stderr); its exit code, 128 + n when a signal ended it. */
  handOver(request: ProcessRequest): Promise<ProcessResult>;
}
