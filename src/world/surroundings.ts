export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly homeDirectory: string;
}
