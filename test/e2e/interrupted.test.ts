import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startProgram } from "../program/run-program.ts";
import { resultIn } from "../program/stream.ts";
import { fakeDocker } from "./fake-docker.ts";
import { folder } from "./folder.ts";

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s while Compose is asked ends with %i, which the result says too", async (signal, exitCode) => {
  const { directory } = await folder();
  const path = await fakeDocker({ composeVersion: "2.40.3", configHangs: true });
  const environment = { PATH: path, DOCKER_HOST: `unix://${directory}/no-engine.sock` };
  const running = startProgram({ words: ["up", "demo", "--json"], directory, environment });
  await expect.poll(() => existsSync(join(path, "asked")), { timeout: 20_000 }).toBe(true);
  running.process.kill(signal);
  const ended = await running.ended;
  const result = resultIn(ended.stdout);
  expect([ended.exitCode, result.exitCode, result.ok, ended.stderr]).toEqual([exitCode, exitCode, false, ""]);
  expect(result.message).not.toBe("");
  expect(result.fix).toContain("stack up demo");
});
