import { clearTestResults, readTestResults } from "./read-test-results.ts";
import type { TestReport, TestedEnvironment } from "../../core/events/event.ts";
import { judgeTests } from "./judge-tests.ts";
import { makeAllureReport } from "./make-allure-report.ts";
import { exitCodeOf } from "../../core/events/outcome.ts";
import { takeDownNow } from "../../core/stop/take-down.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { loadHtml } from "./load-html.ts";
import {
  lackingSentence,
  loadTitle,
  noAllureSentence,
  noResultsSentence,
  notWritableSentence,
} from "../../core/report/words/test-run.ts";
import type { World } from "../../world/world.ts";
import type { CommandContext } from "../../command/command.ts";
import { serveReport } from "./serve-report.ts";
import type { Said, Started, TestRun } from "../up/test-run.ts";
import type { Ending } from "../up/up-ending.ts";

/** An environment that tests another one, in this run. */
interface Tested {
  readonly target: TestedEnvironment;
  /** As the manifest has it: relative to its folder. */
  readonly results: string;
}

/** What `up` does around a start that tests another environment. */
export function testRunOf(context: CommandContext, tested: Tested): TestRun {
  const { world } = context;
  return {
    target: tested.target,
    lacking: async (prepared) => lackingSecrets(world, prepared, tested),
    begin: async (prepared) => readyForTests(context, prepared, tested),
    conclude: async (ending, started) => withTests(context, ending, { ...started, test: tested }),
  };
}

/** Secrets of the target that the tests mount and that nobody has made: Compose would speak of bind sources. */
async function lackingSecrets(
  world: World,
  { environment, loaded }: Prepared,
  { target }: Tested,
): Promise<Said | undefined> {
  const sources = Object.values(loaded.document.secrets).flatMap(({ file }) => file ?? []);
  const foreign = sources.filter((file) => !file.startsWith(`${environment.secretsDirectory}/`));
  const stats = await Promise.all(foreign.map((file) => world.files.stat(file)));
  const lacking = foreign.filter((_, index) => stats[index]?.kind === "absent");
  const shown = lacking.map((file) => world.files.relative(environment.workingDirectory, file));
  return shown.length === 0 ? undefined : lackingSentence(environment.name, target, shown);
}

/** Everything of the last run goes, containers and verdict; undefined when nothing stands in the way of this one. */
async function readyForTests(
  context: CommandContext,
  { environment }: Prepared,
  { results }: Tested,
): Promise<Said | undefined> {
  const { world } = context;
  await takeDownNow(context, environment.name, false);
  const cleared = await clearTestResults(world, world.files.resolve(environment.directory, results));
  return cleared.kind === "ok" ? undefined : notWritableSentence(results, cleared.error);
}

interface TestEnd extends Started {
  readonly test: Tested;
}

/** The ending with what the tests came to: their verdict is the run's. */
async function withTests(context: CommandContext, ending: Ending, end: TestEnd): Promise<Ending> {
  const { world } = context;
  const { prepared, test } = end;
  const against = { against: test.target, secretsAt: [] };
  if (ending.outcome.kind !== "done" && ending.outcome.kind !== "tests-failed") {
    return { ...ending, result: { ...ending.result, ...against } };
  }
  const report = await reportOf(world, end);
  const outcome = judgeTests(ending.outcome, report, runners(prepared));
  const exitCode = exitCodeOf(outcome);
  const said = report === undefined ? noResultsSentence(prepared.environment.name, test.results) : {};
  if (report !== undefined && context.flags.serve) await serveReport(context, end);
  return {
    ...ending,
    outcome,
    result: {
      ...ending.result,
      ...against,
      ...(report === undefined ? {} : { tests: report }),
      ...said,
      ok: exitCode === 0,
      exitCode,
    },
  };
}

async function reportOf(
  world: World,
  { prepared: { environment }, test, tell }: TestEnd,
): Promise<TestReport | undefined> {
  const folder = world.files.resolve(environment.directory, test.results);
  const read = await readTestResults(world, folder, {
    thresholds: environment.definition.thresholds,
    signal: world.terminal.interrupted,
  });
  if (read === undefined) return undefined;
  const places = [environment.workingDirectory, world.files.packageDirectory];
  const made = await makeAllureReport(world, folder, places);
  if (made.kind === "no-allure") tell({ type: "notice", text: noAllureSentence(test.results) });
  const page =
    made.kind === "made" ? made.page : await writeLoadPage(world, folder, { test, load: read.load });
  const report = page === undefined ? null : world.files.relative(world.machine.workingDirectory, page);
  return { ...read, results: test.results, report };
}

/** Where JMeter itself made no page; undefined where there was no load test, or no room for one. */
async function writeLoadPage(
  { files }: World,
  folder: string,
  { test, load }: { readonly test: Tested; readonly load: TestReport["load"] },
): Promise<string | undefined> {
  if (load === undefined) return undefined;
  const page = files.resolve(folder, "report", "index.html");
  const written = await files.writeAtomically(page, loadHtml(loadTitle(test.target), load), 0o644);
  return written.kind === "ok" ? page : undefined;
}

function runners({ services }: Prepared): readonly string[] {
  return services.filter(({ extras }) => extras.kind === "test-run").map(({ name }) => name);
}
