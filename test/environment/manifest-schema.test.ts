import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { manifestSchemaText } from "../../bin/docs/manifest-schema.mjs";
import { manifestSchema } from "../../src/environment/manifest.ts";

const root = join(import.meta.dirname, "..", "..");

function read(name: string): string {
  return readFileSync(join(root, name), "utf8");
}

describe("the JSON Schema of stack.yaml", () => {
  it("is the one that the program goes by: `npm run docs` writes it", () => {
    const written = manifestSchemaText((schema, options) => z.toJSONSchema(schema, options), manifestSchema);
    expect(read("stack.schema.json")).toBe(written);
  });

  it("takes the shipped manifest, which names it for editors, and refuses a typing error", () => {
    const schema = z.fromJSONSchema(JSON.parse(read("stack.schema.json")));
    const manifest: unknown = parse(read("stack.yaml"));
    expect(schema.safeParse(manifest).error).toBeUndefined();
    expect(schema.safeParse(Object.assign({ enviroments: {} }, manifest)).success).toBe(false);
    expect(read("stack.yaml").split("\n")[0]).toBe("# yaml-language-server: $schema=./stack.schema.json");
  });

  it("is part of the package", () => {
    const { files } = z.object({ files: z.array(z.string()) }).parse(JSON.parse(read("package.json")));
    expect(files).toContain("stack.schema.json");
  });
});
