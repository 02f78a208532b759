import { isPlaceholder } from "../../../core/secrets/check/placeholder.ts";
import { predecessorSecrets } from "./predecessor.ts";
import type { PredecessorSecret } from "./predecessor.ts";
import { immutableStores, rememberStores } from "../../../core/secrets/check/drift.ts";
import { rememberChange } from "../../../core/secrets/store/write-secret-file.ts";
import type { SecretSpecs } from "../../../core/secrets/secret-spec.ts";
import { holdSecrets } from "../../../core/secrets/store/secrets-lock.ts";
import { setSecrets } from "../../../core/secrets/store/set-secrets.ts";
import type { World } from "../../../world/world.ts";

export interface SecretsKnown {
  /** Keys of the predecessor's volumes: those there are, and those that can be copied. */
  readonly volumes: ReadonlySet<string>;
  readonly copied: ReadonlySet<string>;
  /** By name: what the predecessor had. */
  readonly values: ReadonlyMap<string, string>;
  /** By name: what the environment has already. */
  readonly stored: ReadonlyMap<string, string>;
  /** The environment has containers or volumes that may know what is stored. */
  readonly isUsed: boolean;
  /** Names that the manifest declares for this environment. */
  readonly declared: ReadonlySet<string>;
}

export interface SecretsDecided {
  readonly take: ReadonlyMap<string, string>;
  /** The environment has another value, and uses it: that stays. */
  readonly kept: readonly string[];
  /** Whether PostgreSQL's files could be logged in to: it keeps the password that it was made with. */
  readonly postgres: "opens" | "another-password" | "unknown-password";
}

/** Which of the predecessor's secrets the environment takes over. One that is in use is never replaced. */
export function decideSecrets(known: SecretsKnown): SecretsDecided {
  const wanted = predecessorSecrets.filter((secret) => isWanted(secret, known));
  const differing = wanted.filter(({ name }) => {
    const value = known.values.get(name);
    return value !== undefined && value !== known.stored.get(name);
  });
  const isFree = ({ name }: PredecessorSecret): boolean => !known.isUsed || !known.stored.has(name);
  return {
    take: new Map(differing.filter(isFree).map(({ name }) => [name, known.values.get(name) ?? ""])),
    kept: differing.filter((secret) => !isFree(secret)).map(({ name }) => name),
    postgres: judgePassword(known),
  };
}

function isWanted({ name, volume, always }: PredecessorSecret, known: SecretsKnown): boolean {
  if (!known.declared.has(name)) return false;
  if (!(always ? known.volumes : known.copied).has(volume)) return false;
  // the S3 store reads it at each start: what everybody knows is not worth keeping
  return volume !== "minio_data" || !isPlaceholder(known.values.get(name) ?? "");
}

function judgePassword({ values, stored, isUsed, declared }: SecretsKnown): SecretsDecided["postgres"] {
  const [then, now] = [values, stored].map((known) => known.get("POSTGRES_PASSWORD"));
  if (!declared.has("POSTGRES_PASSWORD")) return "opens";
  if (then === undefined) return now === undefined ? "unknown-password" : "opens";
  return now === undefined || now === then || !isUsed ? "opens" : "another-password";
}

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
