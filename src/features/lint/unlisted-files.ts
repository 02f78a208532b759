import type { World } from "../../world/world.ts";
import { shownPath } from "../../core/environment/find-manifest.ts";
import { readYamlDocuments } from "../../core/environment/yaml-source.ts";
import { at, isWritten } from "./read/written.ts";

/** Compose files in the layers' own folders that are none of them. What a person keeps as an override is theirs. */
export async function unlistedFiles(world: World, paths: ReadonlySet<string>): Promise<readonly string[]> {
  const folders = [...new Set([...paths].map((path) => world.files.dirname(path)))];
  const listed = await Promise.all(
    folders.map(async (folder) =>
      (await world.files.list(folder)).map((name) => world.files.resolve(folder, name)),
    ),
  );
  const candidates = listed
    .flat()
    .filter((path) => /\.ya?ml$/u.test(path) && !path.includes("override") && !paths.has(path));
  const services = await Promise.all(candidates.map((path) => hasServices(world, path)));
  return candidates
    .filter((_, index) => services[index])
    .map((path) => shownPath(world, world.machine.workingDirectory, path));
}

async function hasServices(world: World, path: string): Promise<boolean> {
  const source = await readYamlDocuments(world.files, path, path);
  return source.kind === "ok" && source.value.some(({ value }) => isWritten(at(value, ["services"])));
}
