import type { World } from "../../world/world.ts";
import { checkShape } from "./check-shape.ts";
import { manifestKeys, manifestSchema } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { ok } from "./problem.ts";
import type { Read } from "./problem.ts";
import { readYaml } from "./yaml-source.ts";
import type { YamlSource } from "./yaml-source.ts";

export interface FoundManifest {
  readonly manifest: Manifest;
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
  const directory = (await nearestWith(world, from)) ?? world.files.packageDirectory;
  const shipped = directory === world.files.packageDirectory && !isWithin(from, directory);
  const path = world.files.resolve(directory, fileName);
  const source = await readYaml(world.files, path, shownPath(world, from, path));
  if (source.kind === "problems") return source;
  const manifest = manifests.get(source.value) ?? checkShape(manifestSchema, source.value, manifestKeys);
  manifests.set(source.value, manifest);
  if (manifest.kind === "problems") return manifest;
  return ok({ manifest: manifest.value, directory, workingDirectory: shipped ? from : directory, shipped });
}

const manifests = new WeakMap<YamlSource, Read<Manifest>>();

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

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

/** Relative where that is shorter to read. */
export function shownPath(world: World, from: string, path: string): string {
  const relative = world.files.relative(from, path);
  return relative.startsWith("..") ? path : relative;
}
