import { isInEnvFile } from "../../../core/secrets/secret-spec.ts";
import type { World } from "../../../world/world.ts";
import type { FoundManifest } from "../../../core/environment/find-manifest.ts";
import { layEnvironment } from "../../../core/environment/lay-environment.ts";
import { loadModel } from "../../../core/environment/load-model.ts";
import type { LayFiles } from "./lay-files.ts";
import type { Lay, LintEnvFile, LintLayer, Merged } from "./subject.ts";
import { variablesIn } from "./variables-in.ts";

export interface Merging {
  readonly world: World;
  readonly found: FoundManifest;
  readonly files: ReadonlyMap<string, LintLayer>;
  readonly envFiles: readonly LintEnvFile[];
  readonly hasCompose: boolean;
  readonly signal: AbortSignal;
}

/** What one way of laying an environment comes to, every profile on: a defect in a profile is one too. */
export async function mergeLay(merging: Merging, { environment, gpuLayer, paths }: LayFiles): Promise<Lay> {
  const layers = paths.flatMap((path) => merging.files.get(path) ?? []);
  const project = `${merging.found.manifest.name}-${environment}`;
  const lay = { environment, project, layers };
  if (!merging.hasCompose) return { ...lay, merged: { kind: "unknown" } };
  const request = {
    environment,
    extraFiles: [],
    profiles: ["*"],
    variables: stillToCome(merging, environment, layers),
  };
  const laid = await layEnvironment(merging.world, merging.found, request, gpuLayer);
  if (laid.kind === "problems") return { ...lay, merged: refusal(laid.problems) };
  const loaded = await loadModel(merging.world, laid.value.project, merging.signal);
  if (loaded.kind === "problems") return { ...lay, merged: refusal(loaded.problems) };
  const { model, document } = loaded.value;
  return { ...lay, merged: { kind: "model", model, document } };
}

function refusal(problems: readonly { readonly message: string }[]): Merged {
  return { kind: "refused", message: problems.map(({ message }) => message).join("; ") };
}

/**
 * Values for what only a start knows: secrets that are not generated yet, and names without a default, so that the rest
 * can be judged all the same. 1 does for a port, for a size and for a word.
 */
function stillToCome(
  { found, envFiles }: Merging,
  environment: string,
  layers: readonly LintLayer[],
): Readonly<Record<string, string>> {
  const known = new Set(
    envFiles
      .filter((file) => file.environment === environment)
      .flatMap(({ entries }) => entries.map(({ name }) => name)),
  );
  const asked = layers
    .flatMap(({ source }) => source.texts().flatMap(({ text }) => variablesIn(text)))
    .filter(({ operator }) => operator === "" || operator.endsWith("?"))
    .map(({ name }) => name);
  const secrets = Object.entries(found.manifest.secrets).flatMap(([name, spec]) =>
    isInEnvFile(spec) ? name : [],
  );
  const unknown = [...new Set([...asked, ...secrets])].filter(
    (name) => !known.has(name) && !name.startsWith("STACK_"),
  );
  return { ...Object.fromEntries(unknown.map((name) => [name, "1"])), STACK_ENVIRONMENT: environment };
}
