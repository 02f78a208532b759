import type * as z from "zod";

/** What a value should have been, in the words of who writes YAML. */
export function shapeWords(issue: z.core.$ZodIssue, written: unknown): string {
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
