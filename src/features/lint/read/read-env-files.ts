import { envEntries } from "../../../core/secrets/env-file/env-file.ts";
import { parseEnvFile } from "../../../core/secrets/env-file/parse-env-file.ts";
import type { World } from "../../../world/world.ts";
import { shownPath } from "../../../core/environment/find-manifest.ts";
import type { FoundManifest } from "../../../core/environment/find-manifest.ts";
import type { LintEnvFile } from "./subject.ts";

/** The env files that are there: most checkouts have none, for they are generated. */
export async function readEnvFiles(
  world: World,
  { workingDirectory }: FoundManifest,
  environments: readonly string[],
): Promise<readonly LintEnvFile[]> {
  const read = await Promise.all(
    environments.map(async (environment) => {
      const path = world.files.resolve(workingDirectory, `.env.${environment}`);
      const content = await world.files.read(path);
      if (content.kind !== "text") return [];
      const entries = envEntries(parseEnvFile(content.text)).map(({ name, line }) => ({ name, line }));
      const file = shownPath(world, world.machine.workingDirectory, path);
      return [{ file, environment, entries }];
    }),
  );
  return read.flat();
}
