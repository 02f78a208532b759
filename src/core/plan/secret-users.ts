import * as z from "zod";
import { secretFiles } from "../secrets/secret-spec.ts";
import { secretPaths } from "../secrets/store/secret-place.ts";
import type { World } from "../../world/world.ts";
import type { Prepared } from "./prepare.ts";
import { variablesIn } from "./variable-needs.ts";

/**
 * Every service of the model that has something to do with a secret: those that the manifest names, that mount one of
 * its files, or whose Compose stanza interpolates it.
 */
export function secretUsers(
  world: Pick<World, "files">,
  prepared: Pick<Prepared, "loaded" | "specs"> & {
    readonly environment: Pick<Prepared["environment"], "name" | "workingDirectory">;
  },
  secret: string,
): readonly string[] {
  const { model } = prepared.loaded;
  const spec = prepared.specs[secret];
  if (spec === undefined) return [];
  const { name, workingDirectory } = prepared.environment;
  const { folder } = secretPaths(world.files, { environment: name, directory: workingDirectory });
  const paths = new Set(secretFiles(secret, spec).map((file) => world.files.resolve(folder, file)));
  const keys = (files: typeof model.secrets): ReadonlySet<string> =>
    new Set(files.filter(({ path }) => path !== undefined && paths.has(path)).map(({ key }) => key));
  const [secrets, configs] = [keys(model.secrets), keys(model.configs)];
  const named = new Set([...(spec.services ?? []), ...interpolating(prepared, secret)]);
  return model.services
    .filter(
      (service) =>
        named.has(service.name) ||
        service.secrets.some((key) => secrets.has(key)) ||
        service.configs.some((key) => configs.has(key)) ||
        service.mounts.some(({ source }) => paths.has(source)),
    )
    .map(({ name }) => name);
}

const servicesSchema = z.looseObject({ services: z.record(z.string(), z.unknown()) });

function interpolating({ loaded }: Pick<Prepared, "loaded">, secret: string): readonly string[] {
  return loaded.layers.flatMap(({ value }) => {
    const { services } = servicesSchema.safeParse(value).data ?? { services: {} };
    return Object.entries(services).flatMap(([name, stanza]) =>
      variablesIn({ services: { [name]: stanza } }).includes(secret) ? [name] : [],
    );
  });
}
