import type { LoadedModel } from "../environment/load-model.ts";
import { isSecretName } from "../secrets/check/placeholder.ts";

/**
 * What services are given that looks like a secret and stands in none of the Compose files: it came out of an env file
 * of their own. What everybody can read in the files is none.
 */
export function modelSecrets({ model, layers }: Pick<LoadedModel, "model" | "layers">): readonly string[] {
  const written = layers.flatMap((layer) => layer.texts().map(({ text }) => text)).join("\n");
  const values = model.services.flatMap(({ environment }) =>
    Object.entries(environment)
      .filter(([name, value]) => isSecretName(name) && value.length >= 12)
      .map(([, value]) => value),
  );
  return [...new Set(values)].filter((value) => !written.includes(value));
}
