import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { root } from "./shipped.ts";

/** The smoke tests where nothing runs: no name of a service is known to this host. */
async function smoke(environment: Readonly<Record<string, string>>) {
  const results = mkdtempSync(join(tmpdir(), "smoke-"));
  const { exitCode, stdout } = await execa("node", [join(root, "configs/allure/smoke.mjs")], {
    env: { RESULTS: results, PORT: "0", ALLURE_PROGRAM: "false", ...environment },
    reject: false,
  });
  return { exitCode, stdout, results, junit: readFileSync(join(results, "junit.xml"), "utf8") };
}

test("skips the tests of what is not part of the environment, and passes", async () => {
  const { exitCode, stdout, junit } = await smoke({ SERVICES: "" });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("0 passed, 0 failed");
  expect(junit).toMatch(/failures="0" errors="0" skipped="[1-9]/u);
});

test("fails for a service that should be there and is not", async () => {
  const { exitCode, stdout, junit } = await smoke({ SERVICES: "no-such-host,postgres" });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("FAIL postgres: accepts connections");
  expect(junit).toContain('<failure message="postgres is not in the network"/>');
});

test("writes a result for Allure for each test, with an id that stays the same", async () => {
  const runs = await Promise.all([smoke({ SERVICES: "" }), smoke({ SERVICES: "" })]);
  const ids = runs.map(({ results }) => historyIds(join(results, "allure-results")));
  expect(ids[0]).toEqual(ids[1]);
  expect(new Set(ids[0]).size).toBe(ids[0]?.length);
});

test("keeps the verdict of the tests when the report cannot be made, and says where the results are", async () => {
  const { exitCode, stdout, results } = await smoke({ SERVICES: "" });
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`no report: false`);
  expect(stdout).toContain(`${results}/allure-results`);
});

function historyIds(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith("-result.json"))
    .map((name) => /"historyId": "(\w+)"/u.exec(readFileSync(join(folder, name), "utf8"))?.[1] ?? "")
    .sort();
}
