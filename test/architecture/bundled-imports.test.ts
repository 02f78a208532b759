import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";

const root = join(import.meta.dirname, "..", "..");

test("what is imported late and by name is no CommonJS package: once bundled, that has a default alone", () => {
  const late = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(root, "src", file), "utf8");
      return [...text.matchAll(/const \{ (\w+)[^}]*\} = await import\("([a-z@][^":]*)"\)/gu)];
    });
  expect(late.length).toBeGreaterThan(3);
  const byName = late.filter(([, name]) => name !== "default").map(([, , name = ""]) => name);
  const kind = z.looseObject({ type: z.string().default("commonjs") });
  const typeOf = (name: string): string =>
    kind.parse(JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"))).type;
  expect(byName.filter((name) => typeOf(name) === "commonjs")).toEqual([]);
});
