import type { World } from "../../../world/world.ts";
import { chooseEnvironment } from "../../../core/environment/choose-environment.ts";
import type { FoundManifest } from "../../../core/environment/find-manifest.ts";
import { ok } from "../../../core/environment/problem.ts";
import type { Read } from "../../../core/environment/problem.ts";
import { variablesOf } from "../../../core/secrets/env-file/variables-of.ts";
import { variantFiles, mergeVariant } from "./merge-variants.ts";
import type { VariantFiles } from "./merge-variants.ts";
import { mountedPaths } from "./mounted-paths.ts";
import { distinct, readEnvFiles, readWrittenLay } from "./read-layers.ts";
import type { WrittenLay } from "./read-layers.ts";
import { unlistedFiles } from "../unlisted-files.ts";
import type { LintSubject } from "./lint-subject.ts";

/** Reads all that is linted: every file of every environment, or of one, and what its layers come to. */
export async function readSubject(
  world: World,
  found: FoundManifest,
  environment: string | undefined,
  signal: AbortSignal,
): Promise<Read<LintSubject>> {
  const names = chosenNames(found, environment);
  if (names.kind === "failed") return names;
  const wanted = names.value.flatMap((name) => variantFiles(world, found, name));
  const written = await readLays(world, found, wanted);
  if (written.kind === "failed") return written;
  const envFiles = await readEnvFiles(world, found, names.value);
  const hasCompose = await canMerge(world, signal);
  const lays = await Promise.all(
    written.value.map((lay) => mergeVariant({ world, found, hasCompose, signal }, lay)),
  );
  const layers = distinct(lays.flatMap(({ read }) => read));
  const paths = new Set(layers.map(({ path }) => path));
  return ok({
    manifest: found.manifest,
    manifestSource: found.source,
    directory: found.directory,
    secrets: found.manifest.secrets,
    layers,
    paths,
    lays,
    envFiles,
    strangers: await unlistedFiles(world, paths),
    missingPaths: await missingOf(
      world,
      found,
      mountedPaths(lays).map(({ path }) => path),
    ),
  });
}

async function readLays(
  world: World,
  found: FoundManifest,
  wanted: readonly VariantFiles[],
): Promise<Read<readonly (VariantFiles & WrittenLay)[]>> {
  const read = await Promise.all(
    wanted.map(async (lay) => {
      const variables = await variablesOf(world, environmentFiles(world, found, lay.environment));
      return { lay, written: await readWrittenLay(world, lay.paths, variables) };
    }),
  );
  const problems = read.flatMap(({ written }) => (written.kind === "failed" ? written.error : []));
  const distinctly = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
  if (problems.length > 0) return { kind: "failed", error: distinctly };
  return ok(
    read.flatMap(({ lay, written }) => (written.kind === "ok" ? [{ ...lay, ...written.value }] : [])),
  );
}

/** Its own, and those beneath it. */
function environmentFiles(
  world: World,
  { manifest, workingDirectory }: FoundManifest,
  environment: string,
): readonly string[] {
  const shared = manifest.environments[environment]?.["env-files"] ?? [];
  return [...shared, `.env.${environment}`].map((file) => world.files.resolve(workingDirectory, file));
}

function chosenNames(found: FoundManifest, word: string | undefined): Read<readonly string[]> {
  if (word === undefined) return ok(Object.keys(found.manifest.environments));
  const chosen = chooseEnvironment(found.manifest, word);
  return chosen.kind === "failed" ? chosen : ok([chosen.value.name]);
}

async function canMerge(world: World, signal: AbortSignal): Promise<boolean> {
  const version = await world.compose.version(signal);
  return version.kind === "exited" && version.exitCode === 0;
}

/** What the launcher generates is not missing. */
async function missingOf(
  world: World,
  { workingDirectory }: FoundManifest,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const generated = world.files.resolve(workingDirectory, "secrets");
  const asked = [...new Set(paths)].filter((path) => !path.startsWith(`${generated}/`));
  const stats = await Promise.all(asked.map((path) => world.files.stat(path)));
  return new Set(asked.filter((_, index) => stats[index]?.kind === "absent"));
}
