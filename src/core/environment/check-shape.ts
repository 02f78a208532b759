import type * as z from "zod";
import { nearest } from "./nearest.ts";
import { ok } from "./problem.ts";
import type { Problem, Read } from "./problem.ts";
import type { YamlSource } from "./yaml-source.ts";

/** What the file says, if it has the schema's shape; else every place where it has not, with its line. */
export function checkShape<T>(schema: z.ZodType<T>, source: YamlSource, known: readonly string[]): Read<T> {
  const reserved = reservedPaths(source.value, []);
  if (reserved.length > 0) {
    return { kind: "failed", error: reserved.map((path) => reservedName(path, source)) };
  }
  const parsed = schema.safeParse(source.value ?? {});
  if (parsed.success) return ok(parsed.data);
  return {
    kind: "failed",
    error: parsed.error.issues.flatMap((issue) => complaints(issue, source, known)),
  };
}

/** What no object of JavaScript's can hold as a name of its own, so that it would be dropped without a word. */
const reserved = "__proto__";

function reservedPaths(value: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === reserved ? [[...path, key]] : reservedPaths(inner, [...path, key]),
  );
}

function reservedName(path: readonly string[], source: YamlSource): Problem {
  return place(source, source.lineOf(path), {
    message: `${path.join(".")}: ${reserved} cannot be used as a name`,
    fix: "give it another name",
  });
}

function complaints(
  issue: z.core.$ZodIssue,
  source: YamlSource,
  known: readonly string[],
): readonly Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...issue.path, key], source, known));
  }
  const line = source.lineOf(issue.path);
  const where = issue.path.map(String).join(".");
  return [
    place(source, line, {
      message: `${where || "the file"} ${shapeWords(issue, valueAt(source.value, issue.path))}`,
      fix: `correct ${where || "it"}`,
    }),
  ];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null
        ? Object.entries(at).find(([name]) => name === String(key))?.[1]
        : undefined,
    value,
  );
}

function unknownKey(path: readonly PropertyKey[], source: YamlSource, known: readonly string[]): Problem {
  const key = String(path.at(-1));
  const meant = nearest(key, known);
  return place(source, source.lineOf(path), {
    message: `unknown key "${path.map(String).join(".")}"`,
    fix: meant === undefined ? `remove "${key}"` : `did you mean "${meant}"?`,
  });
}

function place(
  source: YamlSource,
  line: number | undefined,
  said: { message: string; fix: string },
): Problem {
  return { file: source.file, ...(line === undefined ? {} : { line }), ...said };
}

/** What a value should have been, in the words of who writes YAML. */
function shapeWords(issue: z.core.$ZodIssue, written: unknown): string {
  if (written === undefined) return "is missing";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${named(issue.expected)}, and is ${nameOf(written)}`;
    case "invalid_value":
      return `must be ${listed(issue.values.map(String))}`;
    case "too_small":
      return issue.origin === "array" || issue.origin === "string" ? "must not be empty" : issue.message;
    case "invalid_union":
      return "has none of the forms it can have";
    case "too_big":
    case "invalid_format":
    case "not_multiple_of":
    case "unrecognized_keys":
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return issue.message;
  }
}

const names: Readonly<Record<string, string>> = {
  array: "a list",
  record: "a mapping",
  object: "a mapping",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function named(expected: string): string {
  return names[expected] ?? expected;
}

function nameOf(written: unknown): string {
  if (written === null) return "empty";
  return Array.isArray(written) ? "a list" : named(typeof written);
}

function listed(values: readonly string[]): string {
  const last = values.at(-1) ?? "";
  return values.length < 2 ? last : `${values.slice(0, -1).join(", ")} or ${last}`;
}
