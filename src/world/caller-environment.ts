export interface CallerEnvironment {
  readonly environment: Readonly<Record<string, string>>;
  readonly homeDirectory: string;
}
