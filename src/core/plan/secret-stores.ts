import * as z from "zod";
import type { Service } from "../environment/model.ts";
import type { StoreScripts } from "../secrets/clients/scripted-store.ts";
import { valueFile, type SecretSpec } from "../secrets/secret-spec.ts";
import { findImage } from "../images/find-image.ts";
import { isStore } from "../images/is-store.ts";
import type { Prepared } from "./prepare.ts";
import { interpolated } from "./variable-needs.ts";

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
export function secretStores(planned: Planned): readonly SecretStore[] {
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
