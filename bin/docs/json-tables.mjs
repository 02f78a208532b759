import { cell, table } from "./cell.mjs";

/**
 * @typedef {import("./json-schema.mjs").JsonSchema} JsonSchema
 * @typedef {ReturnType<typeof import("./json-types.mjs").jsonTypes>} JsonTypes
 */

/** @param {JsonTypes} types */
export function documentTables({ documents }) {
  return documents
    .map(({ name, command, comment, schema }) => {
      const title = command === "" ? "Any command that could not do its work" : `stack ${command}`;
      return `### ${title} (\`${name}\`)\n\n${comment}\n\n${fieldTable(schema)}`;
    })
    .join("\n\n");
}

/** @param {JsonTypes} types */
export function eventTables({ events }) {
  return (events.anyOf ?? [])
    .map((event) => {
      const { type, at: _, ...rest } = event.properties ?? {};
      const title = `### \`${String(type?.const)}\`\n\n${type?.description ?? ""}`;
      if (Object.keys(rest).length === 0) return title;
      return `${title}\n\n${fieldTable({ ...event, properties: rest })}`;
    })
    .sort()
    .join("\n\n");
}

/** @param {JsonTypes} types */
export function typeSections({ types }) {
  return Object.entries(types)
    .map(([name, schema]) => `### ${name}\n\n${typeText(schema)}`)
    .join("\n\n");
}

/** @param {JsonSchema} schema @returns {string} */
function typeText(schema) {
  if (schema.properties !== undefined) return fieldTable(schema);
  if (schema.anyOf === undefined) return `${valueWords(schema)}.`;
  const rows = schema.anyOf.map((choice) =>
    choice.properties === undefined ? valueWords(choice) : `${valueWords(choice)}: ${fieldWords(choice)}`,
  );
  return `One of:\n\n${rows.map((row) => `- ${row}`).join("\n")}`;
}

/** @param {JsonSchema} schema */
function fieldWords({ properties = {}, required = [] }) {
  return Object.entries(properties)
    .map(
      ([name, inner]) =>
        `\`${name}\` ${valueWords(inner)}${required.includes(name) ? "" : " (may be absent)"}`,
    )
    .join("; ");
}

/** @param {JsonSchema} schema */
function fieldTable(schema) {
  return table(["field", "value", "meaning"], rowsOf(schema, ""));
}

/** @param {JsonSchema} schema @param {string} path @returns {readonly (readonly string[])[]} */
function rowsOf({ properties = {}, required = [] }, path) {
  return Object.entries(properties).flatMap(([name, inner]) => {
    const at = `${path}${name}`;
    const absent = required.includes(name) ? "" : "; may be absent";
    const row = [
      `\`${at}\``,
      `${valueWords(inner).replaceAll("|", "\\|")}${absent}`,
      cell(inner.description ?? ""),
    ];
    const below = asOneObject((inner.type === "array" ? inner.items : inner) ?? {});
    return [row, ...rowsOf(below, `${at}${inner.type === "array" ? "[]" : ""}.`)];
  });
}

/**
 * Several objects that `kind` tells apart, as one with the fields of all of them.
 *
 * @param {JsonSchema} schema
 * @returns {JsonSchema}
 */
function asOneObject(schema) {
  const choices = (schema.anyOf ?? []).flatMap(({ properties }) =>
    properties === undefined ? [] : [properties],
  );
  if (choices.length < 2) return schema;
  const kinds = choices.map(({ kind }) => kind?.const);
  const required = Object.keys(choices[0] ?? {}).filter((name) => choices.every((choice) => name in choice));
  return {
    type: "object",
    properties: { ...Object.assign({}, ...choices), kind: { enum: kinds } },
    required,
  };
}

/** @param {JsonSchema} schema @returns {string} */
function valueWords(schema) {
  if (schema.$ref !== undefined) return linkTo(schema.$ref.split("/").at(-1) ?? "");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${JSON.stringify(word)}\``).join(", ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(valueWords))].join(" or ");
  if (schema.type === "array") return `list of ${valueWords(schema.items ?? {})}`;
  if (schema.additionalProperties !== undefined) return `map of ${valueWords(schema.additionalProperties)}`;
  return schema.type ?? "anything";
}

/** @param {string} name */
function linkTo(name) {
  return `[${name}](#${name.toLowerCase()})`;
}
