import type { SecretSpecs } from "../../../core/secrets/secret-spec.ts";
import type { ConfigDocument } from "../../../core/environment/config-schema.ts";
import type { Manifest } from "../../../core/environment/manifest.ts";
import type { Problem } from "../../../core/environment/problem.ts";
import type { Written } from "../../../core/environment/written.ts";
import type { Model } from "../../../core/environment/model.ts";
import type { YamlSource } from "../../../core/environment/yaml-source.ts";

/** Everything that rules look at: the files as they are written, and what they come to. Nothing here has effects. */
export interface LintSubject {
  readonly manifest: Manifest;
  readonly manifestSource: YamlSource;
  /** The folder the manifest stands in. */
  readonly directory: string;
  readonly secrets: SecretSpecs;
  /** Every layer of the environments linted, and every file that those include or extend; each once. */
  readonly layers: readonly LintLayer[];
  /** Their absolute paths. */
  readonly paths: ReadonlySet<string>;
  readonly lays: readonly Variant[];
  readonly envFiles: readonly LintEnvFile[];
  /** Compose files beside the layers that no environment lays and nothing extends, as people write them. */
  readonly strangers: readonly string[];
  /** Absolute paths that the files name and that are not there. */
  readonly missingPaths: ReadonlySet<string>;
}

/** One Compose file, or one document of it, as it is written. */
export interface LintLayer {
  /** As complaints name it. */
  readonly file: string;
  readonly path: string;
  /** Where its relative paths start. */
  readonly base: string;
  /** What the env files of the environment set, and those of what includes it. */
  readonly variables: ReadonlyMap<string, string>;
  readonly source: YamlSource;
  readonly lines: readonly string[];
  readonly services: Readonly<Record<string, Written>>;
}

export type { Written };

/** One way to lay an environment: with one of its GPU layers, or without. */
export interface Variant {
  readonly environment: string;
  readonly project: string;
  readonly layers: readonly LintLayer[];
  /** Those, and the files that they extend. */
  readonly read: readonly LintLayer[];
  readonly merged: Merged;
}

export type Merged =
  | { readonly kind: "model"; readonly model: Model; readonly document: ConfigDocument }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] }
  /** There is no Compose here to merge them. */
  | { readonly kind: "unknown" };

export interface LintEnvFile {
  readonly file: string;
  readonly environment: string;
  readonly entries: readonly { readonly name: string; readonly line: number }[];
}
