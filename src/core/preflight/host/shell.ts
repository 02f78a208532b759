import { cleanEnvironment } from "../../../world/processes/clean-environment.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { warn } from "../finding.ts";

export interface ShellNeeds {
  /** Variables that the files or the secrets of this environment use. */
  readonly variables: readonly string[];
  readonly envFile: string;
}

/** Compose's own variables that change which project and which files it means. */
const composeVariables = ["COMPOSE_FILE", "COMPOSE_PROFILES", "COMPOSE_PROJECT_NAME", "COMPOSE_ENV_FILES"];

/** Which variables of the caller's shell would win over the env file, with Compose by hand? */
export function shellCheck(needs: ShellNeeds): Check {
  return check({
    name: "shell",
    observe: async ({ machine }: World) => ignoredVariables(machine.environment),
    judge: (ignored) => judgeShell(needs, ignored),
  });
}

/** What Compose is given all the same (PATH, DOCKER_HOST, a proxy) is as the caller means it. */
function ignoredVariables(environment: Readonly<Record<string, string>>): ReadonlySet<string> {
  const kept = cleanEnvironment(environment);
  return new Set(Object.keys(environment).filter((name) => !(name in kept)));
}

/** Names only: the values may be secrets. */
export function judgeShell(
  { variables, envFile }: ShellNeeds,
  ignored: ReadonlySet<string>,
): readonly Finding[] {
  return [...new Set([...variables, ...composeVariables])]
    .filter((name) => ignored.has(name))
    .map((name) =>
      warn("shell.variable", {
        title: `${name} is set in your shell, and stack ignores it`,
        detail: `Compose by hand would take it instead of what ${envFile} says`,
        fix: variables.includes(name)
          ? `unset ${name}; to use another value: --set ${name}=…, or write it to ${envFile}`
          : `unset ${name}`,
        data: { variable: name },
      }),
    );
}
