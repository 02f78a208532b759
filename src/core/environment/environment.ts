import type { ComposeProject } from "../../world/compose/compose.ts";
import type { ManifestEnvironment, Manifest } from "./manifest.ts";

/** An environment chosen and its layers laid: all that is known before Compose merges them. */
export interface Environment {
  readonly name: string;
  readonly definition: ManifestEnvironment;
  readonly manifest: Manifest;
  /** Where the manifest stands; layers are relative to it. */
  readonly directory: string;
  /** Where env files, secrets and state go. */
  readonly workingDirectory: string;
  readonly shipped: boolean;
  /** Layers as the manifest names them, in order, the GPU layer and extra files last. */
  readonly layers: readonly string[];
  /** Relative to the working directory: `.env.development`. */
  readonly envFile: string;
  readonly secretsDirectory: string;
  readonly stateDirectory: string;
  readonly project: ComposeProject;
}
