/**
 * @typedef {import("./json-schema.mjs").JsonSchema} JsonSchema
 * @typedef {ReturnType<typeof import("./json-types.mjs").jsonTypes>} JsonTypes
 */

/**
 * The JSON Schema of `stack.yaml`, for editors.
 *
 * @param {object} manifest
 */
export function manifestSchemaText(manifest) {
  return text({ title: "stack.yaml: environments of a Docker Compose project", ...manifest });
}

/** Where editors get the rest of a Compose file from; what it says of `x-` keys is that anything goes. */
const composeSchema =
  "https://raw.githubusercontent.com/compose-spec/compose-spec/main/schema/compose-spec.json";

/**
 * The JSON Schema of a layer: a Compose file whose services may have `x-stack`.
 *
 * @param {object} xStack
 */
export function layerSchemaText(xStack) {
  const { $schema, ...service } = { $schema: undefined, ...xStack };
  return text({
    title: "A layer: a Compose file, with x-stack",
    $schema,
    allOf: [{ $ref: composeSchema }],
    type: "object",
    properties: {
      services: {
        type: "object",
        additionalProperties: { type: "object", properties: { "x-stack": service } },
      },
    },
  });
}

/**
 * The JSON Schema of what `--json` prints. Fields may be added, so none is refused.
 *
 * @param {JsonTypes} types
 */
export function outputSchemaText({ documents, events, types }) {
  const own = documents.map(({ name, comment, schema }) => [name, { description: comment, ...schema }]);
  return text({
    title: "What stack --json prints: a document, or one event a line",
    $schema: "https://json-schema.org/draft/2020-12/schema",
    anyOf: [...documents.map(({ name }) => name), "Event"].map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: { ...Object.fromEntries(own), Event: withEdges(events), ...types },
  });
}

/** @param {JsonSchema} events the first line and the last say what they belong to */
function withEdges(events) {
  const edges = { schema: { const: 1 }, command: { const: "up" } };
  return {
    anyOf: events.anyOf?.map((event) => ({ ...event, properties: { ...event.properties, ...edges } })),
  };
}

/** @param {object} schema */
function text(schema) {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
