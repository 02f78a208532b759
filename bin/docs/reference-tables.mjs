import { cell, table } from "./cell.mjs";

/** @typedef {{ readonly meaning: string, readonly fix: string }} Explained */

/**
 * One row a finding that can be trouble.
 *
 * @param {Readonly<Record<string, Explained>>} findings
 */
export function findingTable(findings) {
  const rows = Object.entries(findings).map(([id, { meaning, fix }]) => [
    `\`${id}\``,
    cell(meaning),
    cell(fix),
  ]);
  return table(["id", "meaning", "what helps"], rows);
}

/** @param {readonly (Explained & { readonly id: string })[]} rules */
export function ruleTable(rules) {
  const rows = rules.map(({ id, meaning, fix }) => [`\`${id}\``, cell(meaning), cell(fix)]);
  return table(["rule", "what is wrong", "what to do"], rows);
}

/**
 * Every command with its flags, those that all have left out.
 *
 * @param {readonly { readonly usage: string, readonly summary: string, readonly flags: readonly string[] }[]} commands
 * @param {Readonly<Record<string, readonly [string, string]>>} flags
 */
export function commandTable(commands, flags) {
  const rows = commands.map(({ usage, summary, flags: names }) => [
    `\`stack ${usage.replaceAll("|", "\\|")}\``,
    cell(summary),
    names.map((name) => `\`${/--[a-z-]+/u.exec(flags[name]?.[0] ?? "")?.[0] ?? name}\``).join(" "),
  ]);
  return table(["command", "what it does", "flags"], rows);
}

/** @param {Readonly<Record<string, readonly [string, string]>>} flags */
export function flagTable(flags) {
  return table(
    ["flag", "what it does"],
    Object.values(flags).map(([notation, help]) => [`\`${notation}\``, cell(help)]),
  );
}

/**
 * What a finding says to programs beside its words, field by field.
 *
 * @param {readonly { readonly id: string, readonly schema: object }[]} findings
 */
export function dataTable(findings) {
  const rows = findings.map(({ id, schema }) => [`\`${id}\``, cell(shapeOf(schema))]);
  return table(["id", "`data`"], rows);
}

/** @param {import("./json-schema.mjs").JsonSchema} schema @returns {string} */
function shapeOf({ anyOf, type, const: only, items, properties, required = [] }) {
  if (anyOf !== undefined) return [...new Set(anyOf.map(shapeOf))].filter((text) => text !== "").join(" or ");
  if (only !== undefined) return JSON.stringify(only);
  if (items !== undefined) return `list of (${shapeOf(items)})`;
  if (properties === undefined) return [type ?? "object"].flat().join(" or ");
  const fields = Object.entries(properties).map(
    ([name, shape]) => `${name}${required.includes(name) ? "" : "?"}: ${shapeOf(shape)}`,
  );
  return `{ ${fields.join(", ")} }`;
}
