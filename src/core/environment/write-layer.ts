import type { Environment } from "./environment.ts";
import type { World } from "../../world/world.ts";

/** Writes a layer that the launcher adds for a moment: `.stack/<name>/<environment>.yaml`. */
export async function writeLayer(
  world: World,
  environment: Environment,
  { name, yaml }: { readonly name: string; readonly yaml: string },
): Promise<
  | { readonly kind: "ok"; readonly path: string }
  | { readonly kind: "failed"; readonly path: string; readonly reason: string }
> {
  const path = world.files.resolve(environment.stateDirectory, name, `${environment.name}.yaml`);
  await world.files.makeDirectory(environment.stateDirectory, 0o700);
  const answer = await world.files.writeAtomically(path, yaml, 0o600);
  return answer.kind === "ok" ? { kind: "ok", path } : { kind: "failed", path, reason: answer.reason };
}
