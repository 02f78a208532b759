import { findManifest } from "../environment/find-manifest.ts";
import { secretValues } from "../secrets/secret-state.ts";
import type { World } from "../world/world.ts";

/** Every value that must not be seen: of all environments, for one command can show what concerns another. */
export async function knownSecrets(world: World): Promise<readonly string[]> {
  const found = await findManifest(world, world.machine.workingDirectory);
  if (found.kind === "problems") return [];
  const { manifest, workingDirectory } = found.value;
  const values = await Promise.all(
    Object.keys(manifest.environments).map((environment) =>
      secretValues(world, { environment, directory: workingDirectory }, manifest.secrets),
    ),
  );
  return values.flat();
}
