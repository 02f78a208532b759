import { jsonTypes } from "./json-types.mjs";
import { documentTables, eventTables, typeSections } from "./json-tables.mjs";
import { keyTable } from "./key-table.mjs";
import { layerSchemaText, manifestSchemaText, outputSchemaText } from "./schema-files.mjs";
import { commandTable, dataTable, findingTable, flagTable, ruleTable } from "./reference-tables.mjs";

/**
 * What the sources say, that is documented.
 *
 * @template Schema
 * @typedef {{
 *   readonly findingData: Readonly<Record<string, Schema>>,
 *   readonly findingIds: Parameters<typeof findingTable>[0], readonly rules: Parameters<typeof ruleTable>[0],
 *   readonly commandTable: Parameters<typeof commandTable>[0], readonly flagDefinitions: Parameters<typeof flagTable>[0],
 *   readonly manifestSchema: Schema, readonly xStackSchema: Schema,
 *   toJSONSchema(schema: Schema, options: { readonly target: "draft-7", readonly io: "input" }): object }} Sources
 */

/**
 * All that is written by `npm run docs`: parts of pages, between marks, and whole files.
 *
 * @template Schema
 * @param {Sources<Schema>} sources
 */
export function generated(sources) {
  const json = jsonTypes();
  const [manifest, xStack] = [sources.manifestSchema, sources.xStackSchema].map((schema) =>
    // draft 7: what all editors understand
    sources.toJSONSchema(schema, { target: "draft-7", io: "input" }),
  );
  return {
    files: {
      "stack.schema.json": manifestSchemaText(manifest ?? {}),
      "layer.schema.json": layerSchemaText(xStack ?? {}),
      "output.schema.json": outputSchemaText(json),
    },
    parts: [
      {
        page: "docs/commands.md",
        mark: "commands",
        text: commandTable(sources.commandTable, sources.flagDefinitions),
      },
      { page: "docs/commands.md", mark: "flags", text: flagTable(sources.flagDefinitions) },
      { page: "docs/findings.md", mark: "findings", text: findingTable(sources.findingIds) },
      {
        page: "docs/findings.md",
        mark: "data",
        text: dataTable(
          Object.entries(sources.findingData).map(([id, schema]) => ({
            id,
            schema: sources.toJSONSchema(schema, { target: "draft-7", io: "input" }),
          })),
        ),
      },
      { page: "docs/lint-rules.md", mark: "rules", text: ruleTable(sources.rules) },
      { page: "docs/manifest.md", mark: "manifest", text: keyTable(manifest ?? {}, "<name>") },
      { page: "docs/manifest.md", mark: "x-stack", text: keyTable(xStack ?? {}, "<name>") },
      { page: "docs/exit-codes-and-json.md", mark: "events", text: eventTables(json) },
      { page: "docs/exit-codes-and-json.md", mark: "documents", text: documentTables(json) },
      { page: "docs/exit-codes-and-json.md", mark: "types", text: typeSections(json) },
    ],
  };
}
