import type { World } from "../../world/world.ts";
import { generateCertificate, generateSecret } from "./generate.ts";
import type { GeneratedSecret } from "./secret-spec.ts";
import { immutableStores, rememberStores } from "./check/drift.ts";
import { placeholderProblems } from "./check/placeholder.ts";
import { rememberChange, writeSecretFiles } from "./store/write-secret-file.ts";
import { secretPaths, type SecretPlace } from "./store/secret-place.ts";
import type { SecretProblem } from "./check/secret-problem.ts";
import type { SecretSpec, SecretSpecs } from "./secret-spec.ts";
import { readStoredCertificate, readStoredSecrets } from "./store/stored-secrets.ts";
import type { LoneKey, StoredSecrets } from "./store/stored-secrets.ts";
import { wantedEnvText, wantedFiles, type WantedFile } from "./wanted-files.ts";

export type SecretWorld = Pick<World, "files" | "random" | "certificates" | "clock">;

export interface CompletionRequest extends SecretPlace {
  readonly specs: SecretSpecs;
  /** The launcher's own variables for Compose; unlike secrets they are updated in place. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ids of findings that somebody answers for: they keep nothing from being started, and what is now is taken for right. */
  readonly ignored?: readonly string[];
}

export interface Completion {
  /** Names; never a value. */
  readonly generated: readonly string[];
  readonly kept: readonly string[];
  readonly envFile: string;
  readonly written: readonly string[];
  /** With a blocking one, nothing was generated; what was written before it stands, whole. */
  readonly problems: readonly SecretProblem[];
}

/**
 * Generates what is missing, and only that: a value that stands in the env file or in a secret file wins. The caller
 * holds the environment's lock.
 */
export async function completeSecrets(world: SecretWorld, request: CompletionRequest): Promise<Completion> {
  const stored = await readStoredSecrets(world, request, request.specs);
  const { ignored = [] } = request;
  const found = [...stored.problems, ...placeholderProblems(world, request, request.specs, stored)].map(
    (problem) => (ignored.includes(problem.id) ? { ...problem, blocking: false } : problem),
  );
  if (found.some((problem) => problem.blocking)) return outcome(world, request, stored, { problems: found });
  const fresh = await generateMissing(world, request, stored);
  if (fresh.problems.length > 0)
    return outcome(world, request, stored, { problems: [...found, ...fresh.problems] });
  const result = await writeSecretFiles(world, request, filesToWrite(world, request, stored, fresh.values));
  if (result.problems.length === 0) await remember(world, request, [...fresh.values.keys()]);
  return outcome(world, request, stored, {
    generated: [...fresh.values.keys()],
    written: result.written,
    problems: [...found, ...result.problems],
  });
}

/** When it was made; and of what must never change, a fingerprint from the first moment on. */
async function remember(
  world: SecretWorld,
  request: CompletionRequest,
  generated: readonly string[],
): Promise<void> {
  await rememberChange(world, request, "generated", generated);
  const { values } = await readStoredSecrets(world, request, request.specs);
  const how = request.ignored?.includes("secrets.immutable-changed") === true ? "replace" : "keep";
  await rememberStores(world, request, immutableStores(request.specs, values), how);
}

interface Fresh {
  readonly values: ReadonlyMap<string, string>;
  readonly problems: readonly SecretProblem[];
}

async function generateMissing(
  world: SecretWorld,
  request: CompletionRequest,
  stored: StoredSecrets,
): Promise<Fresh> {
  const values = new Map<string, string>();
  const problems: SecretProblem[] = [];
  for (const [name, spec] of Object.entries(request.specs)) {
    if (stored.values.has(name) || spec.kind === "text") continue;
    const loneKey = await findLoneKey(world, request, name, spec);
    const generated = await makeValue(world, spec, loneKey);
    if (generated.kind === "ok") values.set(name, generated.value);
    else problems.push(notGenerated(request, name, { reason: generated.error, loneKey }));
  }
  return { values, problems };
}

async function findLoneKey(
  world: SecretWorld,
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
): Promise<LoneKey | undefined> {
  if (spec.kind !== "certificate") return undefined;
  return (await readStoredCertificate(world, place, name, spec)).loneKey;
}

function makeValue(
  world: SecretWorld,
  spec: SecretSpec,
  loneKey: LoneKey | undefined,
): Promise<GeneratedSecret> {
  return loneKey === undefined
    ? generateSecret(world, spec)
    : generateCertificate(world, spec.names ?? ["localhost"], loneKey.pem);
}

function notGenerated(
  place: SecretPlace,
  name: string,
  { reason, loneKey }: { readonly reason: string; readonly loneKey: LoneKey | undefined },
): SecretProblem {
  const remedy =
    loneKey === undefined
      ? `correct what stack.yaml says of ${name}`
      : `put its certificate beside ${loneKey.path}, or remove that file`;
  return {
    id: "secrets.not-generated",
    name,
    detail: `${name} could not be generated: ${reason}`,
    fix: `${remedy}, then: stack secrets generate ${place.environment}`,
    file: "",
    line: 0,
    blocking: true,
  };
}

/** The env file comes last: once it says a value, every file that goes with it is there. */
function filesToWrite(
  world: SecretWorld,
  request: CompletionRequest,
  stored: StoredSecrets,
  fresh: ReadonlyMap<string, string>,
): readonly WantedFile[] {
  const values = new Map([
    ...[...stored.values].map(([name, { value }]) => [name, value] as const),
    ...fresh,
  ]);
  const known = { values, fresh: new Set(fresh.keys()) };
  const content = wantedEnvText(request, request.specs, stored, { ...known, variables: request.variables });
  return [
    ...wantedFiles(world.files, request, request.specs, known),
    { path: secretPaths(world.files, request).envFile, content, mode: 0o600 },
  ];
}

function outcome(
  world: SecretWorld,
  place: SecretPlace,
  stored: StoredSecrets,
  done: Partial<Omit<Completion, "kept" | "envFile">>,
): Completion {
  const envFile = secretPaths(world.files, place).envFile;
  return { generated: [], written: [], problems: [], ...done, kept: [...stored.values.keys()], envFile };
}
