import { at, servicesIn, textAt } from "../environment/written.ts";
import type { Service } from "../environment/model.ts";
import { findImage } from "../images/find-image.ts";
import { isStore } from "../images/is-store.ts";
import { interpolated, variablesIn } from "./preflight-needs.ts";
import type { Prepared } from "./prepare.ts";
import type { StoreScripts } from "../secrets/clients/scripted-store.ts";
import { secretFiles, valueFile } from "../secrets/secret-spec.ts";
import type { SecretSpec } from "../secrets/secret-spec.ts";
import { secretPaths } from "../secrets/store/secret-place.ts";
import { readStoredSecrets } from "../secrets/store/stored-secrets.ts";
import type { World } from "../../world/world.ts";

/** A service that checks a secret itself, and keeps it beyond what its files say. */
export interface SecretStore {
  readonly secret: string;
  readonly service: string;
  /** How one can speak to it; `other`: nobody here can change what it keeps. */
  readonly kind: "postgres" | "redis" | "scripted" | "other";
  /** Its `x-stack: password`. */
  readonly scripts?: StoreScripts | undefined;
  /** Where it keeps it, as the engine names it; undefined where it only keeps it while it runs. */
  readonly volume: string | undefined;
}

type Planned = Pick<Prepared, "services" | "specs" | "loaded">;

/** From the manifest's `volume`, and from what PostgreSQL and Redis are known to do. */
export function findStores(planned: Planned): readonly SecretStore[] {
  const declared = declaredStores(planned);
  const found = [
    ...planned.services.filter(isPostgres).flatMap((service) => postgresStore(service, planned)),
    ...planned.services.filter(isRedis).flatMap((service) => redisStores(service, planned)),
  ];
  return [...declared, ...found.filter(({ secret }) => declared.every((store) => store.secret !== secret))];
}

function declaredStores(planned: Planned): readonly SecretStore[] {
  return Object.entries(planned.specs).flatMap(([secret, { volume: key, services: users }]) => {
    const mounting = planned.services.filter(({ mounts }) => mounts.some(({ source }) => source === key));
    const service = mounting.find(({ name }) => users?.includes(name)) ?? mounting[0];
    if (key === undefined || service === undefined) return [];
    const { password: scripts } = service.extras;
    const volume = engineName(key, planned);
    return [{ secret, service: service.name, kind: kindOf(service), volume, scripts }];
  });
}

function postgresStore(service: Service, planned: Planned): readonly SecretStore[] {
  const secret = passwordOf(service, planned);
  const mount = service.mounts.find(({ kind, target }) => kind === "volume" && dataTargets.has(target));
  if (secret === undefined || mount === undefined) return [];
  return [{ secret, service: service.name, kind: "postgres", volume: engineName(mount.source, planned) }];
}

/** It reads its password at each start; until then it has the one it was started with. */
function redisStores(service: Service, { specs }: Planned): readonly SecretStore[] {
  return Object.entries(specs).flatMap(([secret, spec]) =>
    spec.services?.includes(service.name) === true && isRedisPassword(secret, spec)
      ? [{ secret, service: service.name, kind: "redis" as const, volume: undefined }]
      : [],
  );
}

function isRedisPassword(name: string, { kind, derived }: SecretSpec): boolean {
  if (Object.values(derived ?? {}).some((template) => /^\s*requirepass\s/mu.test(template))) return true;
  return kind === "password" && /(?:REDIS|VALKEY).*PASS/u.test(name);
}

function kindOf(service: Service): SecretStore["kind"] {
  if (isPostgres(service)) return "postgres";
  if (isRedis(service)) return "redis";
  return service.extras.password === undefined ? "other" : "scripted";
}

function isPostgres(service: Service): boolean {
  return service.extras.kind === "postgres" || (speaks(service, "postgres") && isStore("postgres", service));
}

function isRedis(service: Service): boolean {
  return service.extras.kind === "redis" || (speaks(service, "redis") && isStore("redis", service));
}

function speaks({ image = "" }: Service, language: "postgres" | "redis"): boolean {
  return findImage(image)?.ports.some((port) => port.speaks === language) ?? false;
}

const dataTargets: ReadonlySet<string> = new Set(["/var/lib/postgresql/data", "/var/lib/postgresql"]);

function engineName(key: string, { loaded }: Planned): string | undefined {
  return loaded.model.volumes.find((volume) => volume.key === key)?.name;
}

/** The manifest's name for it: by the secret's file, or by the variable that the layers put in its place. */
function passwordOf(service: Service, { specs, loaded }: Planned): string | undefined {
  const file = service.environment["POSTGRES_PASSWORD_FILE"]?.split("/").at(-1);
  const used =
    file === undefined
      ? loaded.layers.flatMap(({ value }) => interpolated(writtenPassword(value, service.name)))
      : Object.entries(specs).flatMap(([name, spec]) => (valueFile(name, spec) === file ? [name] : []));
  return used.findLast((name) => specs[name] !== undefined);
}

/** `POSTGRES_PASSWORD` as one layer has it, variables and all. */
function writtenPassword(layer: unknown, service: string): string {
  const environment = at(servicesIn(layer), [service, "environment"]);
  if (Array.isArray(environment)) {
    return environment.map(String).find((entry) => entry.startsWith("POSTGRES_PASSWORD=")) ?? "";
  }
  return textAt(environment, ["POSTGRES_PASSWORD"]) ?? "";
}

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

function interpolating({ loaded }: Pick<Prepared, "loaded">, secret: string): readonly string[] {
  return loaded.layers.flatMap(({ value }) =>
    Object.entries(servicesIn(value)).flatMap(([name, stanza]) =>
      variablesIn({ services: { [name]: stanza } }).includes(secret) ? [name] : [],
    ),
  );
}

/** A secret that a volume keeps from the moment it is initialised. */
export interface KeptSecret extends SecretStore {
  readonly volume: string;
  readonly volumeCreatedAt: string;
  /** What it is now; undefined when it is nowhere, so that the volume alone knows it. */
  readonly value: string | undefined;
}

/** Only of volumes that the engine has: without one, or without an engine, there is nothing that could disagree. */
export async function storeSecrets(
  world: Pick<World, "files" | "engine">,
  prepared: Prepared,
): Promise<readonly KeptSecret[]> {
  const { environment, specs } = prepared;
  const stores = findStores(prepared).filter(({ volume }) => volume !== undefined);
  if (stores.length === 0) return [];
  const place = { environment: environment.name, directory: environment.workingDirectory };
  const [stored, volumes] = await Promise.all([
    readStoredSecrets(world, place, specs),
    world.engine.volumes(undefined),
  ]);
  if (volumes.kind === "failed") return [];
  return stores.flatMap((store) => {
    const volume = volumes.value.find(({ name }) => name === store.volume);
    if (volume === undefined) return [];
    const { name, createdAt } = volume;
    const value = stored.values.get(store.secret)?.value;
    return [{ ...store, volume: name, volumeCreatedAt: createdAt, value }];
  });
}
