import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";

const root = join(import.meta.dirname, "..", "..", "..");

function read(name: string): string {
  return readFileSync(join(root, name), "utf8");
}

describe("the JSON Schema of stack.yaml", () => {
  it("takes the shipped manifest, which names it for editors, and refuses a typing error", () => {
    const schema = z.fromJSONSchema(JSON.parse(read("stack.schema.json")));
    const manifest: unknown = parse(read("stack.yaml"));
    expect(schema.safeParse(manifest).error).toBeUndefined();
    expect(schema.safeParse(Object.assign({ enviroments: {} }, manifest)).success).toBe(false);
    expect(read("stack.yaml").split("\n")[0]).toBe("# yaml-language-server: $schema=./stack.schema.json");
  });

  it("is part of the package, as are the others", () => {
    const { files } = z.object({ files: z.array(z.string()) }).parse(JSON.parse(read("package.json")));
    expect(files).toEqual(
      expect.arrayContaining(["stack.schema.json", "layer.schema.json", "output.schema.json"]),
    );
  });
});

describe("the JSON Schema of layers", () => {
  const layers = readdirSync(join(root, "compose")).filter((name) => name.endsWith(".yaml"));
  const layer = z.object({
    properties: z.object({
      services: z.object({
        additionalProperties: z.object({ properties: z.object({ "x-stack": z.looseObject({}) }) }),
      }),
    }),
  });
  const written = layer.parse(JSON.parse(read("layer.schema.json"))).properties.services;
  const xStack = z.fromJSONSchema(written.additionalProperties.properties["x-stack"]);

  it.each(layers)("is named in compose/%s for editors, and takes each x-stack there", (name) => {
    const text = read(`compose/${name}`);
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../layer.schema.json");
    const services = z.object({ services: z.record(z.string(), z.looseObject({})).default({}) });
    const unknownTags = { merge: true, logLevel: "silent" } as const;
    for (const service of Object.values(services.parse(parse(text, unknownTags)).services)) {
      const extras = service["x-stack"] ?? {};
      expect(xStack.safeParse(extras).error).toBeUndefined();
      expect(xStack.safeParse(Object.assign({ dispaly: "a typing error" }, extras)).success).toBe(false);
    }
  });
});
