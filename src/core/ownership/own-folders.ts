import type { Container } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";
import { composeLabels } from "./compose-labels.ts";

/**
 * Which of the folders written on a project's containers belong to the manifest in `folder`: those below it that have
 * no manifest of their own between, and those it is known to use.
 */
export async function ownFolders(
  world: Pick<World, "files">,
  containers: readonly Container[],
  { folder, known }: { readonly folder: string; readonly known: readonly string[] },
): Promise<ReadonlySet<string>> {
  const written = [...new Set(containers.flatMap(({ labels }) => labels[composeLabels.folder] ?? []))];
  const home = await world.files.realPath(folder);
  const knownPaths = await Promise.all(known.map((path) => world.files.realPath(path)));
  const isOwn = await Promise.all(
    written.map(async (path) => {
      const real = await world.files.realPath(path);
      return knownPaths.includes(real) || belongsTo(world, real, home);
    }),
  );
  return new Set(written.filter((_, index) => isOwn[index]));
}

async function belongsTo(world: Pick<World, "files">, path: string, home: string): Promise<boolean> {
  if (path === home) return true;
  if (!path.startsWith(`${home}/`)) return false;
  const manifest = await world.files.stat(world.files.resolve(path, "stack.yaml"));
  return manifest.kind === "absent" && belongsTo(world, world.files.dirname(path), home);
}
