import { expect, test } from "vitest";
import { resultIn } from "../../program/stream.ts";
import { runProgram } from "../../program/run-program.ts";
import { containerIds } from "../docker.ts";
import { answers } from "../services.ts";
import { testProject } from "../test-project.ts";
import { count, record } from "./moments.ts";

/** Twenty in the usual run, two hundred in a soak: chains of five, beside each other. */
const services = Math.max(20, count * 4);
const chain = 5;

test(`${String(services)} services start, each after the one it needs, and are kept by a second start`, async () => {
  const named = Array.from({ length: services }, (_, index) => {
    const before = { [`s${String(index - 1)}`]: { condition: "service_healthy" } };
    return [`s${String(index)}`, answers(index % chain === 0 ? {} : { depends_on: before })] as const;
  });
  const project = await testProject({ compose: { services: Object.fromEntries(named) } });
  const up = async () =>
    runProgram({ words: ["up", "demo", "--json"], directory: project.directory, withinMs: 280_000 });
  const first = await up();
  const { exitCode, services: rows, totalMs, lostMs } = resultIn(first.stdout);
  expect([exitCode, new Set(rows.map(({ state }) => state))]).toEqual([0, new Set(["ready"])]);
  expect(rows).toHaveLength(services);
  const made = await containerIds(project.name);
  const again = await up();
  record("many services", { services, exitCode, totalMs, lostMs, againMs: resultIn(again.stdout).totalMs });
  expect(again.stdout).not.toContain("service-started");
  expect(await containerIds(project.name)).toEqual(made);
}, 900_000);
