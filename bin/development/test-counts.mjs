/**
 * The one line that says how many tests passed, out of vitest's JSON report. A file that failed before its first test
 * (it did not compile, a hook threw) counts as one failed; undefined where the text is no such report.
 *
 * @param {string} report
 * @returns {string | undefined}
 */
export function testCountsIn(report) {
  const {
    numPassedTests: passed,
    numFailedTests,
    numPendingTests,
    numTodoTests,
    testResults,
  } = parsed(report);
  if (![passed, numFailedTests, numPendingTests].every(Number.isInteger)) return undefined;
  const failed = numFailedTests + testResults.filter(failedOutsideTests).length;
  const skipped = numPendingTests + (numTodoTests ?? 0);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** @param {string} report */
function parsed(report) {
  try {
    return JSON.parse(report);
  } catch {
    return {};
  }
}

/** @param {{ readonly status: string, readonly assertionResults: readonly { readonly status: string }[] }} file */
function failedOutsideTests({ status, assertionResults }) {
  return status === "failed" && assertionResults.every((test) => test.status !== "failed");
}
