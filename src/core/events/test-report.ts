/** What a test run came to, read from the files it left. */
export interface TestReport {
  /** Tests, and thresholds that were kept; `failed` likewise. */
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The first of what failed, with its reason: tests, and thresholds that were passed. */
  readonly failures: readonly TestFailure[];
  readonly load?: LoadFigures;
  /** Where the files are, and the report for people where one was made. */
  readonly results: string;
  readonly report: string | null;
}

export interface TestFailure {
  readonly name: string;
  readonly reason: string;
}

/** Of a load test; times in milliseconds. */
export interface LoadFigures extends RouteFigures {
  readonly routes: readonly (RouteFigures & { readonly route: string })[];
}

export interface RouteFigures {
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}
