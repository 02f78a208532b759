#!/usr/bin/env node
// `npm test`, alone, in a fresh clone on a bare machine: the same preparation as `npm run try`, then every test, those
// against a real engine included. Arguments go to vitest. The last line says how many passed.
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare } from "./development/prepare.mjs";
import { inProject, projectFolder } from "./development/project.mjs";
import { runAttended } from "./set-up/run.mjs";
import { testCountsIn } from "./development/test-counts.mjs";
import { withDockerGroup } from "./development/with-docker-group.mjs";

process.exitCode = (await prepare()) || (await tested(process.argv.slice(2)));

/** @param {readonly string[]} args */
async function tested(args) {
  console.log("== Tests");
  const report = join(mkdtempSync(join(tmpdir(), "stack-tests-")), "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const vitest = [
    process.execPath,
    inProject("node_modules", "vitest", "vitest.mjs"),
    "run",
    ...reporters,
    ...args,
  ];
  const seed = (process.env["STACK_TEST_SEED"] ??= String(Date.now() % 1_000_000));
  console.log(`   seed of the moments at which something goes wrong: STACK_TEST_SEED=${seed}`);
  // what all of them need is then made beside the first of them
  if (args.length === 0) process.env["STACK_TEST_EVERYTHING"] = "yes";
  const code = await runAttended(await withDockerGroup(vitest), { cwd: projectFolder });
  const counts = existsSync(report) ? testCountsIn(readFileSync(report, "utf8")) : undefined;
  console.log(counts ?? `vitest ended with exit code ${code} and reported nothing.`);
  return code;
}
