// Runs tests one after another: they share databases, and a failure is easier to read that way.

/** What became of each test: { service, name, status, reason?, startedAt, milliseconds }. */
export async function runTests(tests, environment, tell) {
  const there = await whatIsThere(tests, environment);
  const outcomes = [];
  for (const test of tests) {
    const outcome = await runTest(test, environment, there);
    tell(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function whatIsThere(tests, environment) {
  const services = [...new Set(tests.flatMap(({ service, needs = [] }) => [service, ...needs]))];
  const found = await Promise.all(services.map(async (name) => [name, await environment.isThere(name)]));
  return new Map(found);
}

async function runTest(test, environment, there) {
  const startedAt = Date.now();
  const ended = (status, reason) => ({
    service: test.service,
    name: test.name,
    status,
    ...(reason === undefined ? {} : { reason }),
    startedAt,
    milliseconds: Date.now() - startedAt,
  });
  const missing = [test.service, ...(test.needs ?? [])].filter((name) => there.get(name) !== true);
  const unexpected = missing.filter((name) => environment.services.includes(name));
  if (unexpected.length > 0) return ended("failed", `${unexpected.join(", ")} is not in the network`);
  if (missing.length > 0) return ended("skipped", `${missing.join(", ")} is not part of this environment`);
  if (environment.rehearsed && test.real === true) return ended("skipped", "a stand-in runs here");
  try {
    await test.run();
    return ended("passed");
  } catch (error) {
    return ended("failed", reasonOf(error));
  }
}

function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return `${error.message}${cause}`;
}
