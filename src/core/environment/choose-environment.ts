import type { Manifest, ManifestEnvironment } from "./manifest.ts";
import { collisionOf, namesOf, rehearsalCollision } from "./name-collisions.ts";
import { nearest } from "./nearest.ts";
import { ok, problems } from "./problem.ts";
import type { Read } from "./problem.ts";

export interface ChosenEnvironment {
  readonly name: string;
  readonly definition: ManifestEnvironment;
}

/** The environment a name or alias means; refused where it means two, or where its rehearsal would be another one. */
export function chooseEnvironment(
  manifest: Manifest,
  word: string,
  { rehearse } = { rehearse: false },
): Read<ChosenEnvironment> {
  const named = namesOf(manifest);
  const collision = collisionOf(named, word);
  if (collision !== undefined) return problems(collision);
  for (const [name, definition] of Object.entries(manifest.environments)) {
    if (name !== word && !definition.aliases.includes(word)) continue;
    const taken = rehearse ? rehearsalCollision(named, name) : undefined;
    return taken === undefined ? ok({ name, definition }) : problems(taken);
  }
  const names = Object.keys(manifest.environments);
  const aliases = Object.values(manifest.environments).flatMap((environment) => environment.aliases);
  const meant = nearest(word, [...names, ...aliases]);
  return problems({
    message: `there is no environment "${word}"; there are ${names.join(", ")}`,
    fix: meant === undefined ? `use one of ${names.join(", ")}` : `did you mean "${meant}"?`,
  });
}
