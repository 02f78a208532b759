import { check } from "../preflight/check.ts";
import type { Check } from "../preflight/check.ts";
import type { EngineLook } from "../preflight/engine/engine-look.ts";
import { checkSecrets } from "../secrets/check/check.ts";
import type { World } from "../../world/world.ts";
import { judgeSecrets } from "./judge-secrets.ts";
import type { SecretObservation } from "./judge-secrets.ts";
import type { Prepared } from "./prepare.ts";
import { storeSecrets } from "./store-secrets.ts";

export interface SecretCheckOptions {
  readonly lookAtEngine: EngineLook;
  /** A start generates what is missing, so there it is no trouble. */
  readonly missing: "told" | "left-out";
  /** A rehearsal has volumes of its own, made with what the secrets are now. */
  readonly rehearse: boolean;
}

/** Are the secrets well, and do the volumes agree with them? Told without a value. */
export function secretCheck(prepared: Prepared, options: SecretCheckOptions): Check {
  return check({
    name: "secrets",
    timeoutMs: 15_000,
    observe: async (world, signal) => observeSecrets(world, prepared, options, signal),
    judge: (seen) => judgeSecrets(prepared, seen, options),
  });
}

async function observeSecrets(
  world: World,
  prepared: Prepared,
  { lookAtEngine, rehearse }: SecretCheckOptions,
  signal: AbortSignal,
): Promise<SecretObservation> {
  const { environment, specs } = prepared;
  const { name, workingDirectory, manifest } = environment;
  const engine = await lookAtEngine(world, signal);
  const kept = rehearse || engine.kind === "failed" ? [] : await storeSecrets(world, prepared);
  const request = {
    environment: name,
    directory: workingDirectory,
    specs,
    otherEnvironments: Object.keys(manifest.environments).filter((other) => other !== name),
    stores: kept.flatMap((store) => (store.value === undefined ? [] : [{ ...store, value: store.value }])),
  };
  return {
    problems: await checkSecrets(world, request, signal),
    lost: kept.filter(({ value }) => value === undefined),
  };
}
