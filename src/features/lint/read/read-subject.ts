import type { World } from "../../../world/world.ts";
import { chooseEnvironment } from "../../../core/environment/choose-environment.ts";
import type { FoundManifest } from "../../../core/environment/find-manifest.ts";
import { shownPath } from "../../../core/environment/find-manifest.ts";
import { ok } from "../../../core/environment/problem.ts";
import type { Read } from "../../../core/environment/problem.ts";
import { readYaml } from "../../../core/environment/yaml-source.ts";
import type { YamlSource } from "../../../core/environment/yaml-source.ts";
import { collected, layFiles, mergeLay } from "./lay-files.ts";
import { mountedPaths } from "./mounted-paths.ts";
import { readEnvFiles, readLayers } from "./read-layers.ts";
import { strangersBeside } from "../strangers-beside.ts";
import type { LintSubject } from "./subject.ts";

/** Reads all that is linted: every file of every environment, or of one, and what its layers come to. */
export async function readSubject(
  world: World,
  found: FoundManifest,
  environment: string | undefined,
  signal: AbortSignal,
): Promise<Read<LintSubject>> {
  const names = chosenNames(found, environment);
  if (names.kind === "problems") return names;
  const source = await readManifest(world, found);
  if (source.kind === "problems") return source;
  const wanted = names.value.flatMap((name) => layFiles(world, found, name));
  const read = await readLayers(world, collected(wanted));
  if (read.kind === "problems") return read;
  const files = read.value;
  const envFiles = await readEnvFiles(world, found, names.value);
  const hasCompose = await canMerge(world, signal);
  const lays = await Promise.all(
    wanted.map((lay) => mergeLay({ world, found, files, envFiles, hasCompose, signal }, lay)),
  );
  return ok({
    manifest: found.manifest,
    manifestSource: source.value,
    directory: found.directory,
    secrets: found.manifest.secrets,
    layers: [...files.values()],
    files,
    lays,
    envFiles,
    strangers: await strangersBeside(world, files),
    missingPaths: await missingOf(
      world,
      found,
      mountedPaths(lays).map(({ path }) => path),
    ),
  });
}

async function readManifest(world: World, { directory }: FoundManifest): Promise<Read<YamlSource>> {
  const path = world.files.resolve(directory, "stack.yaml");
  return readYaml(world.files, path, shownPath(world, world.machine.workingDirectory, path));
}

function chosenNames(found: FoundManifest, word: string | undefined): Read<readonly string[]> {
  if (word === undefined) return ok(Object.keys(found.manifest.environments));
  const chosen = chooseEnvironment(found.manifest, word);
  return chosen.kind === "problems" ? chosen : ok([chosen.value.name]);
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
