import { spawn } from "node:child_process";
import { access } from "node:fs/promises";

/** Makes the static report with Allure 3 from npm; says what came of it. The tests' verdict does not depend on it. */
export async function writeReport(resultsFolder, reportFolder) {
  const command = process.env.ALLURE_PROGRAM || "npx"; // a program at hand, or the package from the registry
  const first = command === "npx" ? ["--yes", process.env.ALLURE_PACKAGE || "allure"] : [];
  const { code, output } = await run(command, [
    ...first,
    "generate",
    resultsFolder,
    "--output",
    reportFolder,
  ]);
  const made = await access(`${reportFolder}/index.html`).then(
    () => code === 0,
    () => false,
  );
  return made
    ? `report: ${reportFolder}/index.html`
    : `no report: ${command} ${first.join(" ")} ended with ${code}: ${output.trim().split("\n").at(-1)}; the results are in ${resultsFolder}`;
}

function run(command, words) {
  return new Promise((resolve) => {
    // unlike `timeout`, the signal's timer keeps no process waiting whose program could not be started
    const signal = AbortSignal.timeout(300_000);
    const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"], signal });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.once("error", (error) => resolve({ code: 127, output: error.message }));
    child.once("close", (code, signal) => resolve({ code: code ?? signal, output }));
  });
}
