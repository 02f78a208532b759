import { isSurrounding } from "../../world/processes/clean-environment.ts";

/** What the launcher, or Compose itself, gives to every layer. */
const given: ReadonlySet<string> = new Set([
  "STACK_ENVIRONMENT",
  "STACK_DEVICE",
  "STACK_GPU_LAST",
  "STACK_NCCL_P2P_DISABLE",
  "STACK_CUSTOM_ALL_REDUCE",
  "STACK_TARGET_ENVIRONMENT",
  "STACK_TARGET_NETWORK",
  "STACK_TARGET_SERVICES",
  "STACK_TARGET_REHEARSED",
  "STACK_SERVE",
  "STACK_UID",
  "STACK_GID",
  "COMPOSE_PROJECT_NAME",
]);

export function isLaunchers(name: string): boolean {
  return given.has(name) || /^STACK_GPU_\d+$/u.test(name);
}

/** By the launcher, or out of the caller's environment: where the project lies, who starts it. */
export function isGiven(name: string): boolean {
  return isLaunchers(name) || isSurrounding(name);
}
