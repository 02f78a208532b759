import type { Manifest, ManifestEnvironment } from "./manifest.ts";
import { nearest } from "./nearest.ts";
import { ok, problems } from "./problem.ts";
import type { Read } from "./problem.ts";

export interface ChosenEnvironment {
  readonly name: string;
  readonly definition: ManifestEnvironment;
}

/** The environment a name or alias means. */
export function chooseEnvironment(manifest: Manifest, word: string): Read<ChosenEnvironment> {
  for (const [name, definition] of Object.entries(manifest.environments)) {
    if (name === word || definition.aliases.includes(word)) return ok({ name, definition });
  }
  const names = Object.keys(manifest.environments);
  const aliases = Object.values(manifest.environments).flatMap((environment) => environment.aliases);
  const meant = nearest(word, [...names, ...aliases]);
  return problems({
    message: `there is no environment "${word}"; there are ${names.join(", ")}`,
    fix: meant === undefined ? `use one of ${names.join(", ")}` : `did you mean "${meant}"?`,
  });
}
