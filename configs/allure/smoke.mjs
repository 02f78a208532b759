// Smoke tests of a running stack, through each service's real API. No package is needed; only the report is made by one.
// Exit code 0: every test that applies passed. 1: at least one failed. 2: the run itself could not be done.
import { rm } from "node:fs/promises";
import { lookup } from "node:dns/promises";
import { runTests } from "./run-tests.mjs";
import { serveFolder } from "./serve-folder.mjs";
import { tests } from "./tests.mjs";
import { writeAllureResults } from "./write-allure-results.mjs";
import { writeJunit } from "./write-junit.mjs";
import { writeReport } from "./write-report.mjs";

const results = process.env.RESULTS ?? "/results";
const environment = {
  target: process.env.TARGET ?? "development",
  services: (process.env.SERVICES ?? "").split(",").filter((name) => name !== ""),
  rehearsed: process.env.REHEARSED === "1",
  isThere: (service) =>
    lookup(service).then(
      () => true,
      () => false,
    ),
};

async function main() {
  // the tests are over: show their report, and test nothing
  if (process.env.SERVE === "1") return void (await serveReport());
  await rm(`${results}/allure-results`, { recursive: true, force: true });
  await rm(`${results}/report`, { recursive: true, force: true });
  const server = await serveReport();
  const outcomes = await runTests(tests, environment, (outcome) =>
    process.stdout.write(`${line(outcome)}\n`),
  );
  await writeJunit(`${results}/junit.xml`, outcomes, environment.target);
  await writeAllureResults(`${results}/allure-results`, outcomes, environment.target);
  const report = await writeReport(`${results}/allure-results`, `${results}/report`);
  process.stdout.write(`${summary(outcomes)}\n`);
  process.stdout.write(`${report}\n`);
  server.close();
  server.closeAllConnections(); // whoever looked at the progress may keep a connection open
  process.exitCode = outcomes.some(({ status }) => status === "failed") ? 1 : 0;
}

function serveReport() {
  return serveFolder(`${results}/report`, Number(process.env.PORT ?? 5050));
}

function line({ status, service, name, milliseconds, reason }) {
  const mark = { passed: "ok  ", failed: "FAIL", skipped: "skip" }[status];
  return `${mark} ${service}: ${name} (${milliseconds} ms)${reason === undefined ? "" : `\n     ${reason}`}`;
}

function summary(outcomes) {
  const count = (status) => outcomes.filter((outcome) => outcome.status === status).length;
  return `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`;
}

main().catch((error) => {
  process.stderr.write(
    `the tests could not be run: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(2);
});
