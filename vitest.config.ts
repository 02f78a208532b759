import { defineConfig } from "vitest/config";

/**
 * Four tiers: `unit` needs nothing, `e2e` runs the built program with a fake docker on PATH,
 * `content` runs the real `docker compose config`, `engine` needs a real Docker Engine.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**", "test/engine/**", "test/content/**"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/program/build-program.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "content",
          include: ["test/content/**/*.test.ts"],
          globalSetup: ["test/program/build-program.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          globalSetup: ["test/program/build-program.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
