import type { Environment } from "../environment/environment.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";

/** The project as a person would run it by hand from now on: the env file has everything that `--set` does not say. */
export function completedProject(
  environment: Environment,
  envFile: string,
  set: Readonly<Record<string, string>>,
): ComposeProject {
  return { ...environment.project, envFile, variables: set };
}
