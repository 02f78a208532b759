import { cell, table } from "./cell.mjs";

/**
 * What of JSON Schema is read here.
 *
 * @typedef {{
 *   readonly type?: string, readonly description?: string, readonly default?: unknown, readonly enum?: readonly unknown[],
 *   readonly const?: unknown, readonly properties?: Readonly<Record<string, Schema>>, readonly required?: readonly string[],
 *   readonly additionalProperties?: Schema | boolean, readonly items?: Schema, readonly anyOf?: readonly Schema[],
 *   readonly propertyNames?: Schema, readonly minimum?: number, readonly maximum?: number }} Schema
 */

/**
 * Every key of a YAML file, one a row: its path, what it holds, what it means without it, and what it is for.
 *
 * @param {Schema} schema
 * @param {string} anyName what stands in a path for a name of one's own
 */
export function keyTable(schema, anyName) {
  return table(["key", "value", "without it", "meaning"], rowsBelow(schema, "", anyName));
}

/**
 * @param {Schema} schema
 * @param {string} path
 * @param {string} anyName
 * @returns {readonly (readonly string[])[]}
 */
function rowsBelow(schema, path, anyName) {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const needed = schema.required?.includes(name) === true && inner.default === undefined;
    return [row(at, inner, needed), ...rowsBelow(inner, at, anyName)];
  });
  // of several shapes none is needed
  const alternatives = (schema.anyOf ?? []).flatMap((inner) =>
    rowsBelow({ ...inner, required: [] }, path, anyName),
  );
  const named = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  return [
    ...own,
    ...alternatives,
    ...(named === undefined ? [] : rowsBelow(named, `${path}.${anyName}`, anyName)),
  ];
}

/**
 * @param {string} path
 * @param {Schema} schema
 * @param {boolean} needed
 */
function row(path, schema, needed) {
  const without = needed
    ? "is needed"
    : schema.default === undefined
      ? ""
      : `\`${JSON.stringify(schema.default)}\``;
  return [`\`${path}\``, cell(valueWords(schema)), cell(without), cell(schema.description ?? "")];
}

/** @param {Schema} schema @returns {string} */
function valueWords(schema) {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${JSON.stringify(word)}\``).join(", ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(valueWords))].join(" or ");
  if (schema.type === "array")
    return `list of ${schema.items === undefined ? "anything" : valueWords(schema.items)}`;
  if (schema.type === "object") return schema.properties === undefined ? "map by name" : "map";
  return (
    { string: "text", integer: "whole number", boolean: "`true` or `false`" }[schema.type ?? ""] ??
    schema.type ??
    "anything"
  );
}
