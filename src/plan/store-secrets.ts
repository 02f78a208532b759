import * as z from "zod";
import type { Service } from "../environment/model.ts";
import { valueFile } from "../secrets/secret-spec.ts";
import { readStoredSecrets } from "../secrets/stored-secrets.ts";
import { findImage } from "../service/images/find-image.ts";
import type { World } from "../world/world.ts";
import type { Prepared } from "./prepare.ts";
import { interpolated } from "./variable-needs.ts";

/** A secret that a volume keeps from the moment it is initialised. */
export interface KeptSecret {
  readonly secret: string;
  /** The service whose volume it is. */
  readonly service: string;
  readonly volume: string;
  readonly volumeCreatedAt: string;
  /** What it is now; undefined when it is nowhere, so that the volume alone knows it. */
  readonly value: string | undefined;
}

/**
 * Only of volumes that the engine has: without one, or without an engine, there is nothing that could disagree.
 * Redis and the S3 store read their passwords at each start; PostgreSQL keeps the first it was given.
 */
export async function storeSecrets(
  world: Pick<World, "files" | "engine">,
  prepared: Prepared,
): Promise<readonly KeptSecret[]> {
  const { environment, services, specs } = prepared;
  const stores = services.filter(isPostgres);
  if (stores.length === 0) return [];
  const place = { environment: environment.name, directory: environment.workingDirectory };
  const [stored, volumes] = await Promise.all([
    readStoredSecrets(world, place, specs),
    world.engine.volumes(undefined),
  ]);
  if (volumes.kind === "failed") return [];
  return stores.flatMap((service) => {
    const secret = passwordOf(service, prepared);
    const volume = volumes.value.find(({ name }) => name === dataVolume(service, prepared));
    if (secret === undefined || volume === undefined) return [];
    const { name, createdAt } = volume;
    const value = stored.values.get(secret)?.value;
    return [{ secret, service: service.name, volume: name, volumeCreatedAt: createdAt, value }];
  });
}

function isPostgres({ extras, image = "" }: Service): boolean {
  const speaks = findImage(image)?.ports.map((port) => port.speaks) ?? [];
  return extras.kind === "postgres" || speaks.includes("postgres");
}

const dataTargets = ["/var/lib/postgresql/data", "/var/lib/postgresql"];

/** As the engine names it. */
function dataVolume({ mounts }: Service, { loaded }: Prepared): string | undefined {
  const mount = mounts.find(({ kind, target }) => kind === "volume" && dataTargets.includes(target));
  return loaded.model.volumes.find(({ key }) => key === mount?.source)?.name;
}

/** The manifest's name for it: by the secret's file, or by the variable that the layers put in its place. */
function passwordOf(service: Service, { specs, loaded }: Prepared): string | undefined {
  const file = service.environment["POSTGRES_PASSWORD_FILE"]?.split("/").at(-1);
  const used =
    file === undefined
      ? loaded.layers.flatMap(({ value }) => interpolated(writtenPassword(value, service.name)))
      : Object.entries(specs).flatMap(([name, spec]) => (valueFile(name, spec) === file ? [name] : []));
  return used.findLast((name) => specs[name] !== undefined);
}

const layerSchema = z.looseObject({
  services: z.record(z.string(), z.looseObject({ environment: z.unknown() })),
});

/** `POSTGRES_PASSWORD` as one layer has it, variables and all. */
function writtenPassword(layer: unknown, service: string): string {
  const environment = layerSchema.safeParse(layer).data?.services[service]?.environment;
  if (Array.isArray(environment)) {
    return environment.map(String).find((entry) => entry.startsWith("POSTGRES_PASSWORD=")) ?? "";
  }
  const written = z.looseObject({ POSTGRES_PASSWORD: z.string() }).safeParse(environment);
  return written.data?.POSTGRES_PASSWORD ?? "";
}
