import { secretUsers } from "../../../core/plan/secret-users.ts";
import type { Consumers } from "./rotation.ts";
import type { KeyChecks } from "./key-checks.ts";
import type { RotationContext } from "./rotation-context.ts";
import { startConsumers } from "./start-consumers.ts";
import { stopConsumers } from "./stop-consumers.ts";

/** The services that use a secret, in the launcher's hands: stopped and started as `down` and `up` do it. */
export function consumersOf(context: RotationContext, keys: KeyChecks): Consumers {
  const { world, prepared } = context;
  return {
    usersOf: (secret) => secretUsers(world, prepared, secret),
    stop: (services, signal) => stopConsumers(context, services, signal),
    start: (starts, signal) => startConsumers(context, starts, signal),
    accepts: (secret, value, signal) => keys.accepts(secret, value, signal),
  };
}
