import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { Defect } from "../../src/features/lint/rule.ts";
import { findManifest } from "../../src/core/environment/find-manifest.ts";
import { lint } from "../../src/features/lint/lint-environment.ts";
import { readSubject } from "../../src/features/lint/read/read-subject.ts";
import { rules } from "../../src/features/lint/rules.ts";
import { createWorld } from "../../src/world/node-world.ts";
import { root } from "./shipped.ts";

/** One folder a rule, named after it: a small project in which that defect is planted, and the same thing done well. */
const corpus = join(root, "test", "fixtures", "lint");
const planted = readdirSync(corpus);

const expectedSchema = z.array(z.strictObject({ file: z.string(), line: z.number() }));

async function defectsIn(folder: string, environment?: string): Promise<readonly Defect[]> {
  const world = createWorld(folder);
  const found = await findManifest(world, folder);
  if (found.kind === "failed") throw new Error(JSON.stringify(found.error));
  const subject = await readSubject(world, found.value, environment, AbortSignal.timeout(30_000));
  if (subject.kind === "failed") throw new Error(JSON.stringify(subject.error));
  const { defects, skipped } = lint(subject.value, environment === undefined ? "all" : "one-environment");
  expect(skipped).toEqual([]);
  return defects;
}

describe("in the corpus of bad files", () => {
  test.each(planted)("%s is found where it is planted, and nothing else", async (id) => {
    const defects = await defectsIn(join(corpus, id));
    const expected = expectedSchema.parse(parse(readFileSync(join(corpus, id, "expected.yaml"), "utf8")));
    expect(defects.map((defect) => ({ id: defect.id, file: defect.file, line: defect.line }))).toEqual(
      expected.map((place) => ({ id, ...place })),
    );
    for (const { message, fix } of defects) expect([message, fix]).not.toContain("");
  });

  test("every rule has its folder, and every folder its rule", () => {
    expect([...planted].sort()).toEqual(rules.map(({ id }) => id).sort());
  });
});

describe("in the files that are shipped", () => {
  test("there is no defect", async () => {
    expect(await defectsIn(root)).toEqual([]);
  });

  test("there is none in an environment by its alias either", async () => {
    expect(await defectsIn(root, "prod")).toEqual([]);
  });
});

test("one environment alone is not told of what concerns the manifest, or another environment", async () => {
  expect(await defectsIn(join(corpus, "health.differs"), "two")).toEqual([]);
  expect(await defectsIn(join(corpus, "secret.unused"), "demo")).toEqual([]);
});
