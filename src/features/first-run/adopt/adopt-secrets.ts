import { immutableStores, rememberStores } from "../../../core/secrets/check/drift.ts";
import { rememberChange } from "../../../core/secrets/store/write-secret-file.ts";
import type { SecretSpecs } from "../../../core/secrets/secret-spec.ts";
import { holdSecrets } from "../../../core/secrets/store/secrets-lock.ts";
import { setSecrets } from "../../../core/secrets/store/set-secrets.ts";
import type { World } from "../../../world/world.ts";

export interface SecretsToAdopt {
  readonly place: { readonly environment: string; readonly directory: string };
  readonly specs: SecretSpecs;
  readonly take: ReadonlyMap<string, string>;
  readonly command: string;
}

/** Writes the predecessor's values where the environment's services will look for them. Why not, if not. */
export async function adoptSecrets(
  world: World,
  { place, specs, take, command }: SecretsToAdopt,
): Promise<string | undefined> {
  if (take.size === 0) return undefined;
  const held = await holdSecrets(world, place, { command, onWait: () => undefined }, async () => {
    const { problems } = await setSecrets(world, place, specs, take);
    if (problems.length > 0) return problems.map(({ detail }) => detail).join("\n");
    await rememberChange(world, place, "imported", [...take.keys()]);
    const values = new Map([...take].map(([name, value]) => [name, { value }]));
    // the data that is about to come was encrypted with these, whatever was made here before and never used
    await rememberStores(world, place, immutableStores(specs, values), "replace");
    return undefined;
  });
  return held.kind === "held" ? held.value : "interrupted";
}
