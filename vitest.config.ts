import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { yamlModulesInTests } from "./bin/development/yaml-modules.mjs";
import { LongestFirst } from "./test/program/longest-first.ts";

/** The sources import YAML. */
const plugins = [yamlModulesInTests];

const built = ["test/program/build-program.ts"];

/** Nothing else beside them: they measure time, or take all processors at once, and the engine then answers nobody soon. */
const alone = [
  "test/engine/faults/cut-short.test.ts",
  "test/engine/faults/many-services.test.ts",
  "test/engine/faults/twenty.test.ts",
  "test/engine/rehearsal-image.test.ts",
  "test/engine/secrets-lock.test.ts",
];

/** They wait for containers most of the time: more files at once than there are processors. */
const enginesAtOnce = Math.min(4, availableParallelism() + 1);

/**
 * Tiers: `unit` needs nothing, `e2e` runs the built program with a fake docker on PATH, `content` runs the real
 * `docker compose config`, `engine` needs a real Docker Engine, which its files share: each with names and ports that
 * no other has. `engine-alone` comes last, a file at a time.
 */
export default defineConfig({
  test: {
    // `npx vitest run --project unit --coverage`: what a start is made of is reached without an engine
    coverage: { include: ["src/core/**"], reporter: ["text-summary"], thresholds: { lines: 95 } },
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**", "test/engine/**", "test/content/**"],
          // no test replaces a module: what all import is read once a worker
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: built,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins,
        test: {
          name: "content",
          include: ["test/content/**/*.test.ts"],
          globalSetup: built,
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins,
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          exclude: alone,
          globalSetup: [...built, "test/engine/make-images.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: enginesAtOnce,
          sequence: { groupOrder: 1 },
        },
      },
      {
        plugins,
        test: {
          name: "engine-alone",
          include: alone,
          globalSetup: built,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
