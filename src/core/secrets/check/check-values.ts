import { envEntry, type EnvEntry } from "../env-file/env-file.ts";
import { isPlaceholder } from "./placeholder.ts";
import { renewal, strict } from "./renewal.ts";
import type { SecretPlace } from "../store/secret-place.ts";
import type { SecretProblem } from "./secret-problem.ts";
import type { SecretSpec, SecretSpecs } from "../secret-spec.ts";
import type { StoredSecrets, StoredValue } from "../store/stored-secrets.ts";

export interface ValuesToJudge {
  readonly place: SecretPlace;
  readonly specs: SecretSpecs;
  readonly stored: StoredSecrets;
  readonly others: readonly {
    readonly environment: string;
    readonly values: ReadonlyMap<string, StoredValue>;
  }[];
}

/** What can be seen from the values alone: missing, weak, without prefix, shared, eaten by Compose. */
export function judgeValues(seen: ValuesToJudge): readonly SecretProblem[] {
  return Object.entries(seen.specs).flatMap(([name, spec]) => {
    const found = seen.stored.values.get(name);
    if (found === undefined) return spec.kind === "text" ? [] : [missing(seen.place, name)];
    return [
      ...weak(seen.place, name, spec, found),
      ...withoutPrefix(seen.place, name, spec, found),
      ...shared(seen, name, spec, found),
      ...eaten(name, found, envEntry(seen.stored.env, name)),
    ];
  });
}

function missing(place: SecretPlace, name: string): SecretProblem {
  const detail = `${name} has no value yet`;
  const fix = `stack secrets generate ${place.environment}`;
  return { id: "secrets.missing", name, detail, fix, file: "", line: 0, blocking: false };
}

const fewestCharacters = 12;
/** By its different characters: what is generated has at least 40, a repeated word far less. */
const fewestBits = 36;

function weak(
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
  found: StoredValue,
): readonly SecretProblem[] {
  const isJudged = spec.kind !== "text" && spec.kind !== "certificate" && !isPlaceholder(found.value);
  const body = withoutRepetition(withoutStart(found.value, spec.prefix ?? ""));
  const different = new Set(body).size;
  const isStrong = body.length >= fewestCharacters && body.length * Math.log2(different) >= fewestBits;
  if (!isJudged || isStrong) return [];
  const detail = `${at(found)}: ${name} is easy to guess: ${body.length} characters, ${different} different ones`;
  return [
    strict(place, spec, problem("secrets.weak", name, found, { detail, fix: renewal(place, name, spec) })),
  ];
}

function withoutStart(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : text;
}

/** `passwordpassword` is no better than `password`. */
function withoutRepetition(text: string): string {
  return /^(.+?)\1+$/su.exec(text)?.[1] ?? text;
}

function withoutPrefix(
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
  found: StoredValue,
): readonly SecretProblem[] {
  if (spec.prefix === undefined || found.value.startsWith(spec.prefix)) return [];
  const detail = `${at(found)}: ${name} does not start with ${spec.prefix}, as the service that reads it wants`;
  const own = `write a value that starts with ${spec.prefix}`;
  const fix = spec.kind === "text" ? own : `${own}, or have one made: ${renewal(place, name, spec)}`;
  return [strict(place, spec, problem("secrets.prefix", name, found, { detail, fix }))];
}

/** A token that a person brought may well be one for all. */
function shared(
  seen: ValuesToJudge,
  name: string,
  spec: SecretSpec,
  found: StoredValue,
): readonly SecretProblem[] {
  if (spec.kind === "text") return [];
  const same = seen.others.filter(({ values }) =>
    [...values.values()].some(({ value }) => value === found.value),
  );
  if (same.length === 0) return [];
  const names = same.map(({ environment }) => environment).join(", ");
  const detail = `${at(found)}: ${name} is the same as in ${names}: who gets into one gets into all`;
  const fix = renewal(seen.place, name, spec);
  return [strict(seen.place, spec, problem("secrets.duplicated", name, found, { detail, fix }))];
}

/** A `$` that Compose interpolates, and quotes that became part of the value. */
function eaten(name: string, found: StoredValue, entry: EnvEntry | undefined): readonly SecretProblem[] {
  if (entry === undefined) return [];
  const isWholeReference = /^\$(?:\w+|\{\w+\})$/u.test(entry.literal);
  const isInterpolated = entry.literal !== entry.value && entry.literal.includes("$") && !isWholeReference;
  const hasQuotes = /^(['"]).*\1$/u.test(entry.value);
  const where = { file: found.file, line: entry.line };
  const told = [
    ...(isInterpolated
      ? [`Compose reads the $ in ${name} as a variable, so services get another value`]
      : []),
    ...(hasQuotes ? [`the quotes of ${name} are part of its value, and services get them too`] : []),
  ];
  const fix = `put the value of ${name} in single quotes, once`;
  return told.map((detail) =>
    problem("secrets.quoting", name, where, { detail: `${at(where)}: ${detail}`, fix }),
  );
}

interface Where {
  readonly file: string;
  readonly line: number;
}

function at({ file, line }: Where): string {
  return line === 0 ? file : `${file}:${line}`;
}

function problem(
  id: SecretProblem["id"],
  name: string,
  where: Where,
  words: { readonly detail: string; readonly fix: string },
): SecretProblem {
  return { id, name, ...words, file: where.file, line: where.line, blocking: false };
}
