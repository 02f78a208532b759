import { rememberStores } from "../../../core/secrets/check/drift.ts";
import { formerValues } from "../../../core/secrets/store/write-secret-file.ts";
import type { StoreClient } from "../../../core/secrets/clients/store-client.ts";
import type { RotationContext, StoreTarget } from "../../secrets/rotate/rotation.ts";
import { storeClient } from "../../secrets/rotate/rotation-steps.ts";
import { readStoredSecrets } from "../../../core/secrets/store/stored-secrets.ts";
import { storesWithSecrets } from "../../secrets/rotate/stores-with-secrets.ts";
import type { RestoreStep } from "./restore-backup.ts";

export interface Settling {
  /** Services whose data was put back. */
  readonly services: readonly string[];
  readonly tell: (step: RestoreStep) => void;
  readonly signal: AbortSignal;
}

/**
 * Whatever password came back with the data: each store that was restored gets that of today's secrets, and is asked
 * whether it lets in with it. Why not, where it does not.
 */
export async function settlePasswords(
  context: RotationContext,
  settling: Settling,
): Promise<string | undefined> {
  const { world, prepared } = context;
  const { name, workingDirectory } = prepared.environment;
  const place = { environment: name, directory: workingDirectory };
  const [targets, stored] = await Promise.all([
    storesWithSecrets(context),
    readStoredSecrets(world, place, prepared.specs),
  ]);
  if (targets.kind === "failed") return targets.error.message;
  for (const [secret, target] of targets.value) {
    const value = stored.values.get(secret)?.value;
    if (value === undefined || !settling.services.includes(target.service)) continue;
    const spec = prepared.specs[secret];
    const former = async (): Promise<readonly string[]> =>
      spec === undefined ? [] : formerValues(world, place, secret, spec);
    const refused = await settle(context, target, { value, former }, settling);
    if (refused === "unknown") continue;
    if (refused !== undefined) return `${target.service}: ${refused}`;
    const entries = target.volume === undefined ? [] : [{ secret, value, ...target.volume }];
    await rememberStores(world, place, entries, "replace");
  }
  return undefined;
}

interface Password {
  readonly value: string;
  /** What it was before, newest first: one of them came back with the data. */
  readonly former: () => Promise<readonly string[]>;
}

async function accepted(
  client: StoreClient,
  values: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const value of values) {
    if ((await client.probe(value, signal)).kind === "accepted") return value;
  }
  return undefined;
}

/** Why it does not take it; unknown where it cannot be asked, undefined where it does. */
async function settle(
  { world }: RotationContext,
  target: StoreTarget,
  { value, former }: Password,
  { tell, signal }: Settling,
): Promise<string | undefined> {
  const { service } = target;
  const client = await storeClient(world, target);
  if (client === undefined) return "unknown";
  const first = await client.probe(value, signal);
  if (first.kind === "refused") {
    const current = (await accepted(client, await former(), signal)) ?? value;
    const changed = await client.change({ current, next: value }, signal);
    if (changed.kind === "failed") return changed.error;
  }
  const answer = first.kind === "refused" ? await client.probe(value, signal) : first;
  switch (answer.kind) {
    case "accepted":
      tell({ kind: "password", service, reason: undefined });
      return undefined;
    case "refused":
      return "the store refuses the password of the secrets";
    case "aborted":
      return "interrupted";
    case "unclear":
      tell({ kind: "password", service, reason: answer.reason });
      return "unknown";
  }
}
