import { createHash, randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";

/** A folder of Allure results: a file for each test. */
export async function writeAllureResults(folder, outcomes, target) {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/environment.properties`, `environment=${target}\n`);
  await Promise.all(outcomes.map((outcome) => writeResult(folder, outcome, target)));
}

async function writeResult(folder, { service, name, status, reason, startedAt, milliseconds }, target) {
  const uuid = randomUUID();
  const fullName = `${service}: ${name}`;
  const result = {
    uuid,
    // the same test has the same id in every run, which is what gives it a history
    historyId: createHash("sha256").update(fullName).digest("hex"),
    name,
    fullName,
    status,
    stage: "finished",
    start: startedAt,
    stop: startedAt + milliseconds,
    ...(reason === undefined ? {} : { statusDetails: { message: reason } }),
    labels: [
      { name: "parentSuite", value: target },
      { name: "suite", value: service },
      { name: "feature", value: service },
    ],
  };
  await writeFile(`${folder}/${uuid}-result.json`, JSON.stringify(result, null, 2));
}
