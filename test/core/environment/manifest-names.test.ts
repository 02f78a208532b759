import { expect, test } from "vitest";
import { findManifest } from "../../../src/core/environment/find-manifest.ts";
import { describeProblem } from "../../../src/core/environment/problem.ts";
import { fakeWorld } from "../../world/fake-world.ts";

async function saidOf(manifest: string): Promise<string> {
  const world = fakeWorld({ files: { "/home/ann/project/stack.yaml": manifest } });
  const found = await findManifest(world, "/home/ann/project");
  return found.kind === "ok" ? "" : found.error.map(describeProblem).join("\n");
}

const start = "name: shop\nenvironments:\n";

test("an empty name is told where it stands", async () => {
  expect(await saidOf(`${start}  demo:\n    layers: ["a.yaml", ""]\n`)).toBe(
    "stack.yaml:4: environments.demo.layers.1 must not be empty",
  );
  expect(await saidOf(`${start}  demo:\n    layers: [a.yaml]\n    aliases: [""]\n`)).toContain(
    "stack.yaml:5",
  );
  expect(await saidOf(`${start}  demo:\n    layers: [a.yaml]\n    profiles: [""]\n`)).toContain(
    "must not be empty",
  );
});

test("a name that no object can hold is refused and not dropped", async () => {
  const demo = `${start}  demo: { layers: [a.yaml] }\n`;
  expect(await saidOf(`${demo}secrets:\n  __proto__: { kind: password }\n`)).toBe(
    "stack.yaml:5: secrets.__proto__: __proto__ cannot be used as a name",
  );
  expect(await saidOf(`${start}  __proto__: { layers: [a.yaml] }\n`)).toContain("environments.__proto__");
  expect(await saidOf(`${demo}secrets:\n  constructor: { kind: password }\n`)).toBe("");
});
