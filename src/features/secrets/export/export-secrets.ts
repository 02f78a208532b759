import type { Failure, Result } from "../../../world/result.ts";
import type { World } from "../../../world/world.ts";
import { openExport, sealExport, type Lock } from "./encrypted-export.ts";
import { envEntries } from "../../../core/secrets/env-file/env-file.ts";
import { isSecretName } from "../../../core/secrets/check/placeholder.ts";
import { rememberChange } from "../../../core/secrets/store/write-secret-file.ts";
import type { SecretPlace } from "../../../core/secrets/store/secret-place.ts";
import type { SecretProblem } from "../../../core/secrets/check/secret-problem.ts";
import type { SecretSpecs } from "../../../core/secrets/secret-spec.ts";
import { setSecrets } from "../../../core/secrets/store/set-secrets.ts";
import { readStoredSecrets, type StoredSecrets } from "../../../core/secrets/store/stored-secrets.ts";

export type ExportAnswer = Result<
  { readonly text: string; readonly names: readonly string[] },
  readonly SecretProblem[]
>;

/** All values of one environment, in a file that only the passphrase opens: for moving to another box. */
export async function exportSecrets(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  specs: SecretSpecs,
  lock: Lock,
): Promise<ExportAnswer> {
  const stored = await readStoredSecrets(world, place, specs);
  if (stored.problems.some(({ blocking }) => blocking)) return { kind: "failed", error: stored.problems };
  const secrets = Object.fromEntries(allValues(specs, stored));
  const exportedAt = world.clock.now().toISOString();
  const text = await sealExport({ schema: 1, environment: place.environment, exportedAt, secrets }, lock);
  return { kind: "ok", value: { text, names: Object.keys(secrets) } };
}

export interface ImportRequest extends SecretPlace {
  readonly specs: SecretSpecs;
  readonly text: string;
  readonly passphrase: string;
  /** Whether values that stand there already, and differ, give way. */
  readonly replace: boolean;
}

export type ImportAnswer =
  | { readonly kind: "imported"; readonly names: readonly string[]; readonly from: string }
  | { readonly kind: "wrong-passphrase" }
  | { readonly kind: "not-an-export" }
  /** Names that have another value here; nothing was written. */
  | { readonly kind: "conflicts"; readonly names: readonly string[] }
  | Failure<readonly SecretProblem[]>;

export type ImportPreview =
  | {
      readonly kind: "preview";
      readonly from: string;
      readonly exportedAt: string;
      readonly added: readonly string[];
      readonly replaced: readonly string[];
      readonly same: readonly string[];
    }
  | { readonly kind: "wrong-passphrase" }
  | { readonly kind: "not-an-export" };

/** What an import would do; writes nothing. */
export async function previewImport(
  world: Pick<World, "files">,
  request: ImportRequest,
): Promise<ImportPreview> {
  const opened = await openExport(request.text, request.passphrase);
  if (opened.kind !== "opened") return opened;
  const stored = await readStoredSecrets(world, request, request.specs);
  const present = new Map(allValues(request.specs, stored));
  const entries = Object.entries(opened.content.secrets);
  const named = (wanted: (name: string, value: string) => boolean): readonly string[] =>
    entries.filter(([name, value]) => wanted(name, value)).map(([name]) => name);
  return {
    kind: "preview",
    from: opened.content.environment,
    exportedAt: opened.content.exportedAt,
    added: named((name) => !present.has(name)),
    replaced: named((name, value) => present.has(name) && present.get(name) !== value),
    same: named((name, value) => present.get(name) === value),
  };
}

export async function importSecrets(
  world: Pick<World, "files" | "clock">,
  request: ImportRequest,
): Promise<ImportAnswer> {
  const opened = await openExport(request.text, request.passphrase);
  if (opened.kind !== "opened") return opened;
  const stored = await readStoredSecrets(world, request, request.specs);
  const present = new Map(allValues(request.specs, stored));
  const values = new Map(
    Object.entries(opened.content.secrets).filter(([name, value]) => present.get(name) !== value),
  );
  const conflicts = [...values.keys()].filter((name) => present.has(name));
  if (conflicts.length > 0 && !request.replace) return { kind: "conflicts", names: conflicts };
  const { problems } = await setSecrets(world, request, request.specs, values);
  if (problems.length > 0) return { kind: "failed", error: problems };
  await rememberChange(world, request, "imported", [...values.keys()]);
  return { kind: "imported", names: [...values.keys()], from: opened.content.environment };
}

/** What is declared, and what a person added to the env file under a name that says it is secret. */
function allValues(specs: SecretSpecs, stored: StoredSecrets): readonly (readonly [string, string])[] {
  const declared = [...stored.values].map(([name, { value }]) => [name, value] as const);
  const added = envEntries(stored.env)
    .filter(({ name, value }) => specs[name] === undefined && isSecretName(name) && value !== "")
    .map(({ name, value }) => [name, value] as const);
  return [...declared, ...added];
}
