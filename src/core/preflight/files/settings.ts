import { variablesOf } from "../../secrets/env-file/variables-of.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, warn } from "../finding.ts";

/** What the files come to, given what the env files set. */
export interface SettingsNeeds {
  readonly environment: string;
  /** Names that the files look up, which nothing sets. */
  readonly unset: readonly string[];
  /** What else Compose remarked on. */
  readonly remarks: readonly string[];
  /** Every name that the files look up. */
  readonly variables: readonly string[];
  /** The environment's own, as people write it. */
  readonly envFile: string;
  /** Every env file that is read, as an absolute path. */
  readonly read: readonly string[];
  /** Where Compose by hand would read one of its own accord; `written`: as the manifest would name it. */
  readonly beside: readonly { readonly path: string; readonly written: string }[];
  /** How many services a start is of. */
  readonly services: number;
  /** What services ask for that are off. */
  readonly profiles: readonly string[];
}

interface Unread {
  readonly written: string;
  readonly names: readonly string[];
}

/** Is everything set that the files look up, and would anything start? */
export function settingsCheck(needs: SettingsNeeds): Check {
  return check({
    name: "settings",
    observe: async (world: World) => unreadBeside(world, needs),
    judge: (unread) => judgeSettings(needs, unread),
  });
}

async function unreadBeside(world: World, needs: SettingsNeeds): Promise<readonly Unread[]> {
  const known = await variablesOf(world, needs.read);
  const others = needs.beside.filter(({ path }) => !needs.read.includes(path));
  const found = await Promise.all(
    others.map(async ({ path, written }) => ({ written, values: await variablesOf(world, [path]) })),
  );
  return found
    .map(({ written, values }) => ({
      written,
      names: needs.variables.filter((name) => (values.get(name) ?? "") !== "" && !known.has(name)),
    }))
    .filter(({ names }) => names.length > 0);
}

/** Names only: the values may be secrets. */
export function judgeSettings(needs: SettingsNeeds, unread: readonly Unread[]): readonly Finding[] {
  return [
    ...needs.unset.map((name) => emptyVariable(name, needs)),
    ...unread.map((file) => unreadFile(file, needs)),
    ...needs.remarks.map((text) =>
      warn("compose.remark", {
        title: `Docker Compose remarks: ${text}`,
        fix: `hear it from Compose itself: stack compose ${needs.environment} -- config -q; then correct the file that it means`,
      }),
    ),
    ...(needs.services === 0 ? [nothingStarts(needs)] : []),
  ];
}

function emptyVariable(name: string, { envFile }: SettingsNeeds): Finding {
  return warn("variable.empty", {
    title: `${name} is empty: the files use it, and nothing sets it`,
    detail: "Compose puts an empty text in its place",
    fix: `set ${name} in ${envFile}, or give it a default in the file: \${${name}:-…}`,
    data: { variable: name },
  });
}

function unreadFile({ written, names }: Unread, { environment, envFile }: SettingsNeeds): Finding {
  return warn("env-file.unread", {
    title: `${written} is not read; it sets ${names.join(", ")}`,
    detail: `the files use ${names.length === 1 ? "it" : "them"}; an environment reads ${envFile}, and what its env-files name`,
    fix: `write env-files: [${written}] in stack.yaml, in the environment ${environment}, or put ${names.length === 1 ? "it" : "them"} in ${envFile}`,
    data: { file: written, variables: names },
  });
}

function nothingStarts({ environment, profiles }: SettingsNeeds): Finding {
  const [first] = profiles;
  return fail("environment.empty", {
    title: `nothing would start in ${environment}: no service is on`,
    detail:
      first === undefined
        ? "its layers have no services"
        : `its services are in profiles that are off: ${profiles.join(", ")}`,
    fix:
      first === undefined
        ? "name a Compose file with services among its layers in stack.yaml"
        : `stack up ${environment} --profile ${first}, or write profiles: [${first}] in stack.yaml`,
    data: { profiles },
  });
}
