import { findManifest } from "../core/environment/find-manifest.ts";
import { isSecretName } from "../core/secrets/check/placeholder.ts";
import { secretValues } from "../core/secrets/secret-state.ts";
import { cleanEnvironment } from "../world/processes/clean-environment.ts";
import type { World } from "../world/world.ts";

/**
 * Every value that must not be seen: of all environments, for one command can show what concerns another, and what was
 * `typed` for a secret on the command line.
 */
export async function knownSecrets(
  world: World,
  typed: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const found = await findManifest(world, world.machine.workingDirectory);
  if (found.kind === "problems") return typedSecrets(typed, []);
  const { manifest, workingDirectory } = found.value;
  const known = cleanEnvironment(world.machine.environment);
  const values = await Promise.all(
    Object.keys(manifest.environments).map((environment) =>
      secretValues(world, { environment, directory: workingDirectory }, manifest.secrets, known),
    ),
  );
  return [...values.flat(), ...typedSecrets(typed, Object.keys(manifest.secrets))];
}

function typedSecrets(
  typed: Readonly<Record<string, string>>,
  declared: readonly string[],
): readonly string[] {
  return Object.entries(typed)
    .filter(([name]) => declared.includes(name) || isSecretName(name))
    .map(([, value]) => value);
}
