import { expect, test } from "vitest";
import { testCountsIn } from "../../bin/development/test-counts.mjs";

const passedFile = { status: "passed", assertionResults: [{ status: "passed" }, { status: "passed" }] };
const report = (numbers: object, testResults: readonly object[]): string =>
  JSON.stringify({
    numPassedTests: 2,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    ...numbers,
    testResults,
  });

test("counts what passed and failed", () => {
  expect(testCountsIn(report({}, [passedFile]))).toBe("2 passed, 0 failed");
});

test("names skipped tests only if there are any", () => {
  expect(testCountsIn(report({ numPendingTests: 1, numTodoTests: 2 }, [passedFile]))).toBe(
    "2 passed, 0 failed, 3 skipped",
  );
});

test("a file that failed outside its tests counts as one failed, one whose tests failed is not counted twice", () => {
  const broken = { status: "failed", assertionResults: [] };
  const failed = { status: "failed", assertionResults: [{ status: "failed" }] };
  expect(testCountsIn(report({ numFailedTests: 1 }, [passedFile, broken, failed]))).toBe(
    "2 passed, 2 failed",
  );
});

test("anything else has no counts", () => {
  expect(testCountsIn("")).toBeUndefined();
  expect(testCountsIn("{}")).toBeUndefined();
});
