import type { World } from "../../world/world.ts";
import { certificateOf, keyOf } from "./generate.ts";
import { envEntry } from "./env-file/env-file.ts";
import { setEnvValues } from "./env-file/parse-env-file.ts";
import { secretPaths, type SecretPlace } from "./store/secret-place.ts";
import { isInEnvFile, secretFiles, valueFile, type SecretSpec, type SecretSpecs } from "./secret-spec.ts";
import type { StoredSecrets } from "./store/stored-secrets.ts";

/** One file as it ought to be. */
export interface WantedFile {
  readonly path: string;
  /** Undefined: what it says is a person's business; only its mode is ours. */
  readonly content: string | undefined;
  readonly mode: number;
}

/** `values` are all that is known, `fresh` those of them that were generated now. */
export interface KnownValues {
  readonly values: ReadonlyMap<string, string>;
  readonly fresh: ReadonlySet<string>;
}

/** The files in `secrets/<environment>/`. A text that nobody brought is an empty file, so that it can be mounted. */
export function wantedFiles(
  files: Pick<World["files"], "resolve">,
  place: SecretPlace,
  specs: SecretSpecs,
  known: KnownValues,
): readonly WantedFile[] {
  const folder = secretPaths(files, place).folder;
  return Object.entries(specs).flatMap(([name, spec]) =>
    secretFiles(name, spec).map((file) => ({
      path: files.resolve(folder, file),
      content: contentOf(name, spec, known, file),
      mode: spec.mode === "0444" ? 0o444 : 0o600,
    })),
  );
}

/** The env file's text with every secret that belongs there, and the launcher's own variables. */
export function wantedEnvText(
  place: SecretPlace,
  specs: SecretSpecs,
  stored: StoredSecrets,
  wanted: KnownValues & { readonly variables: Readonly<Record<string, string>> },
): string {
  const missing = Object.entries(specs).flatMap(([name, spec]) => {
    const value = wanted.values.get(name);
    const isThere = (envEntry(stored.env, name)?.value ?? "") !== "";
    return isInEnvFile(spec) && !isThere && value !== undefined ? [[name, value] as const] : [];
  });
  const text = stored.envText === "" ? header(place.environment) : stored.envText;
  return setEnvValues(text, new Map([...missing, ...Object.entries(wanted.variables)]));
}

function contentOf(name: string, spec: SecretSpec, known: KnownValues, file: string): string | undefined {
  const value = known.values.get(name) ?? "";
  if (spec.kind === "certificate") {
    if (!known.fresh.has(name)) return undefined;
    return file.endsWith(".key") ? keyOf(value) : certificateOf(value);
  }
  if (file === valueFile(name, spec)) return value.includes("\n") ? `${value}\n` : value;
  return (spec.derived?.[file] ?? "").replaceAll("{value}", () => value);
}

function header(environment: string): string {
  return `# Secrets and settings of ${environment}, read by Compose. stack adds what is missing here and never
# replaces a secret that has a value; \`stack secrets rotate ${environment}\` does that.
`;
}
