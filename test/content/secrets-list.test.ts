import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runProgram } from "../program/run-program.ts";

test("the list says where each secret is used, as the layers have it", async () => {
  const directory = await mkdtemp(join(tmpdir(), "secrets-list-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const manifest = {
    name: "shop",
    environments: { demo: { layers: ["compose.yaml"] } },
    secrets: {
      KEY: { kind: "api-key" },
      SALT: { kind: "hex", file: "salt" },
      OTHER: { kind: "hex", services: ["api", "elsewhere"] },
    },
  };
  const compose = {
    services: {
      api: { image: "api:1", environment: { KEY: "${KEY}" } },
      worker: { image: "worker:1", secrets: ["salt"] },
    },
    secrets: { salt: { file: "./secrets/demo/salt" } },
  };
  await writeFile(join(directory, "stack.yaml"), JSON.stringify(manifest));
  await writeFile(join(directory, "compose.yaml"), JSON.stringify(compose));
  const listed = await runProgram({ words: ["secrets", "list", "demo", "--json"], directory });
  expect(listed.exitCode, listed.stderr).toBe(0);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    secrets: [
      { name: "KEY", services: ["api"] },
      { name: "SALT", services: ["worker"] },
      { name: "OTHER", services: ["api"] },
    ],
  });
});
