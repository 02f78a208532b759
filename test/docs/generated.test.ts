import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import * as z from "zod";
import { replaceBetweenMarks } from "../../bin/docs/between-marks.mjs";
import { generated } from "../../bin/docs/generated.mjs";
import { commandTable } from "../../src/cli/command-table.ts";
import { flagDefinitions } from "../../src/cli/flag-definitions.ts";
import { rules } from "../../src/features/lint/rules.ts";
import { manifestSchema } from "../../src/core/environment/manifest.ts";
import { xStackSchema } from "../../src/core/environment/x-stack.ts";
import { findingData } from "../../src/core/preflight/finding-data.ts";
import { findingIds } from "../../src/core/preflight/finding-ids.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

const { files, parts } = generated<z.ZodType>({
  commandTable,
  flagDefinitions,
  rules,
  manifestSchema,
  xStackSchema,
  findingData,
  findingIds,
  toJSONSchema: (schema, options) => z.toJSONSchema(schema, options),
});

test.each(Object.entries(files))("%s is what `npm run docs` writes", (file, text) => {
  expect(read(file)).toBe(text);
});

test.each(parts)("$page has in its $mark what `npm run docs` writes", async ({ page, mark, text }) => {
  const options = { ...(await resolveConfig(join(root, page))), parser: "markdown" };
  expect(await format(replaceBetweenMarks(read(page), mark, text), options)).toBe(read(page));
});

test("every document that the source prints is documented", () => {
  const { documents } = z.object({ documents: z.string() }).parse({
    documents: parts.find(({ mark }) => mark === "documents")?.text,
  });
  for (const word of [
    "backup",
    "clean",
    "doctor",
    "down",
    "gpu",
    "lint",
    "plan",
    "reset",
    "restore",
    "status",
  ]) {
    expect(documents).toContain(`### stack ${word} `);
  }
});
