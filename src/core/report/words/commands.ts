/** Which environment a command is about; a rehearsal is named by its flag. */
export interface Target {
  readonly environment: string;
  readonly rehearsal: boolean;
}

/**
 * The commands that messages tell people to type. Every one is made here, so that a test can hold each against the
 * commands that exist.
 */
export const commands = {
  up: (target: Target, flags = "") => `stack up ${words(target, flags)}`,
  status: (target: Target) => `stack status ${words(target)}`,
  logs: (target: Target, service: string, flags = "") => `stack logs ${words(target, service, flags)}`,
  followLogs: (target: Target) => `stack logs ${words(target, "-f")}`,
  down: (target: Target) => `stack down ${words(target)}`,
  reset: (target: Target, flags = "") => `stack reset ${words(target, flags)}`,
  plan: (target: Target) => `stack plan ${target.environment}`,
  doctor: (target: Target, flags = "") =>
    `stack doctor ${[target.environment, flags].filter(Boolean).join(" ")}`,
  doctorEverywhere: () => "stack doctor",
  doctorFix: (environment: string | undefined) => words2("stack doctor", environment, "--fix"),
  lint: (target: Target) => `stack lint ${target.environment}`,
  rotate: (target: Target, ...names: readonly string[]) =>
    words2("stack secrets rotate", target.environment, ...names),
  secrets: (target: Target, action: "check" | "generate" | "list") =>
    `stack secrets ${action} ${target.environment}`,
  gpu: () => "stack gpu",
  clean: () => "stack clean",
  compose: (target: Target, action: "pull" | "config" | "build" | "restart", service: string) =>
    `stack compose ${target.environment} -- ${action} ${service}`,
  timeline: (target: Target) => `stack timeline ${target.environment}`,
} as const;

function words(target: Target, ...rest: readonly string[]): string {
  return [target.environment, ...rest, target.rehearsal ? "--rehearse" : ""]
    .filter((word) => word !== "")
    .join(" ");
}

function words2(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(" ");
}
