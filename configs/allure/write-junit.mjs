import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** One JUnit file: a suite for the environment, a class for each service. */
export async function writeJunit(file, outcomes, target) {
  const seconds = (milliseconds) => (milliseconds / 1000).toFixed(3);
  const count = (status) => outcomes.filter((outcome) => outcome.status === status).length;
  const total = outcomes.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const cases = outcomes.map(
    ({ service, name, status, reason = "", milliseconds }) =>
      `  <testcase classname="${escaped(`${target}.${service}`)}" name="${escaped(name)}" time="${seconds(milliseconds)}">${
        status === "passed" ? "" : `<${element[status]} message="${escaped(reason)}"/>`
      }</testcase>`,
  );
  const head = `<testsuite name="${escaped(`smoke ${target}`)}" tests="${outcomes.length}" failures="${count("failed")}" errors="0" skipped="${count("skipped")}" time="${seconds(total)}" timestamp="${new Date(outcomes[0]?.startedAt ?? 0).toISOString()}">`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    ['<?xml version="1.0" encoding="UTF-8"?>', head, ...cases, "</testsuite>", ""].join("\n"),
  );
}

const element = { failed: "failure", skipped: "skipped" };

function escaped(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // what XML cannot hold at all is left out
  return text.replace(/[&<>"]/g, (character) => names[character]).replace(/[^\t\n\r -\uFFFD]/g, "");
}
