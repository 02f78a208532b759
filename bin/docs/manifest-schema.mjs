/**
 * The JSON Schema of `stack.yaml`, for editors. Draft 7: what they all understand.
 *
 * @template Schema
 * @param {(schema: Schema, options: { readonly target: "draft-7", readonly io: "input" }) => object} toJsonSchema
 * @param {Schema} manifest
 */
export function manifestSchemaText(toJsonSchema, manifest) {
  const schema = toJsonSchema(manifest, { target: "draft-7", io: "input" });
  const title = "stack.yaml: environments of a Docker Compose project";
  return `${JSON.stringify({ title, ...schema }, undefined, 2)}\n`;
}
