import type { Manifest } from "./manifest.ts";
import type { Problem } from "./problem.ts";

/** What a person can call an environment. */
export interface Named {
  readonly environment: string;
  readonly aliases: readonly string[];
}

/** Every environment of a manifest with its aliases. */
export function namesOf({ environments }: Manifest): readonly Named[] {
  return Object.entries(environments).map(([environment, { aliases }]) => ({ environment, aliases }));
}

/**
 * Why a name must not be acted on: it means two environments, or one whose Compose project is also the rehearsal of
 * another. Undefined where it means one thing, or none.
 */
export function collisionOf(named: readonly Named[], word: string): Problem | undefined {
  const meant = named.filter(({ environment, aliases }) => environment === word || aliases.includes(word));
  const [only] = meant;
  if (only === undefined) return undefined;
  if (meant.length > 1) return meansTwo(word, meant);
  const rehearsed = named.find((each) => rehearsalOf(each.environment) === only.environment);
  return rehearsed === undefined ? undefined : isRehearsal(only.environment, rehearsed.environment);
}

/** Why an environment cannot be rehearsed: the rehearsal would be another environment, data included. */
export function rehearsalCollision(named: readonly Named[], environment: string): Problem | undefined {
  const other = rehearsalOf(environment);
  const isTaken = named.some((each) => each.environment === other);
  return isTaken ? isRehearsal(other, environment) : undefined;
}

/** Of all names there are, each once. */
export function everyCollision(named: readonly Named[]): readonly Problem[] {
  const words = new Set(named.flatMap(({ environment, aliases }) => [environment, ...aliases]));
  const found = [...words].flatMap((word) => collisionOf(named, word) ?? []);
  return [...new Map(found.map((problem) => [problem.message, problem])).values()];
}

/** The name of what rehearses an environment, or a project. */
export function rehearsalOf(name: string): string {
  return `${name}-rehearsal`;
}

/** What a rehearsal of that name rehearses; the name itself where it is none. */
export function rehearsedBy(name: string): string {
  return name.replace(/-rehearsal$/u, "");
}

function meansTwo(word: string, meant: readonly Named[]): Problem {
  const owner = meant.find(({ environment }) => environment === word);
  const givers = meant.filter((each) => each !== owner).map(({ environment }) => environment);
  const names = givers.join(" and ");
  const what =
    owner === undefined
      ? `"${word}" is an alias of ${names}`
      : `"${word}" is an environment, and an alias of ${names} too`;
  return {
    message: `${what}: which is meant cannot be told`,
    fix: `remove the alias ${word} from ${owner === undefined ? `all but one of ${names}` : names} in stack.yaml`,
  };
}

function isRehearsal(environment: string, rehearsed: string): Problem {
  return {
    message: `the environment "${environment}" would be the rehearsal of ${rehearsed}: both are the same Compose project, and a rehearsal's volumes go with it`,
    fix: `give the environment ${environment} another name in stack.yaml`,
  };
}
