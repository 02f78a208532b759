import type { World } from "../../world/world.ts";
import { checkShape } from "./check-shape.ts";
import { manifestKeys, manifestSchema } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { ok, problems } from "./problem.ts";
import type { Problem, Read } from "./problem.ts";
import { readYaml } from "./yaml-source.ts";
import type { YamlSource } from "./yaml-source.ts";

export interface FoundManifest {
  readonly manifest: Manifest;
  /** As it is written, for who speaks of its lines. */
  readonly source: YamlSource;
  /** The folder the manifest stands in: layers are relative to it. */
  readonly directory: string;
  /** Where env files, secrets and state go. */
  readonly workingDirectory: string;
  /** The manifest is the package's own and the user stands somewhere else. */
  readonly shipped: boolean;
}

const fileName = "stack.yaml";

/** The `stack.yaml` of this folder or the nearest parent; where none has one, the manifest this program ships. */
export async function findManifest(world: World, from: string): Promise<Read<FoundManifest>> {
  const near = await nearestWith(world, from);
  const own = near === undefined ? await ownComposeFile(world, from) : undefined;
  if (own !== undefined) return problems(hasOwnProject(shownPath(world, from, own)));
  const directory = near ?? world.files.packageDirectory;
  const shipped = directory === world.files.packageDirectory && !isWithin(from, directory);
  const path = world.files.resolve(directory, fileName);
  const source = await readYaml(world.files, path, shownPath(world, from, path));
  if (source.kind === "failed") return source;
  const manifest = checkShape(manifestSchema, source.value, manifestKeys);
  if (manifest.kind === "failed") return manifest;
  return ok({
    manifest: manifest.value,
    source: source.value,
    directory,
    workingDirectory: shipped ? from : directory,
    shipped,
  });
}

async function nearestWith(world: World, from: string): Promise<string | undefined> {
  let directory = from;
  for (;;) {
    const found = await world.files.stat(world.files.resolve(directory, fileName));
    if (found.kind !== "absent") return directory;
    const parent = world.files.dirname(directory);
    if (parent === directory) return undefined;
    directory = parent;
  }
}

/** As Compose looks for them, the first it takes first. */
export const composeFileNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/** Of this folder, or of one above it in the same repository: whoever works there means that project. */
async function ownComposeFile(world: World, from: string): Promise<string | undefined> {
  const folders = await foldersOfRepository(world, from);
  for (const folder of folders) {
    for (const name of composeFileNames) {
      const path = world.files.resolve(folder, name);
      if ((await world.files.stat(path)).kind === "file") return path;
    }
  }
  return undefined;
}

async function foldersOfRepository({ files }: World, from: string): Promise<readonly string[]> {
  const folders = [from];
  for (;;) {
    const folder = folders.at(-1) ?? from;
    if ((await files.stat(files.resolve(folder, ".git"))).kind !== "absent") return folders;
    const parent = files.dirname(folder);
    if (parent === folder) return [from];
    folders.push(parent);
  }
}

function hasOwnProject(file: string): Problem {
  return {
    message: `this folder has a Compose project of its own (${file}), and no stack.yaml: the stack that this program ships is not started in it`,
    fix: "stack init",
    ownProject: true,
  };
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

/** Relative where that is shorter to read. */
export function shownPath(world: Pick<World, "files">, from: string, path: string): string {
  const relative = world.files.relative(from, path);
  return relative.startsWith("..") ? path : relative;
}
