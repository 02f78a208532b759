import type { Result, TestedEnvironment } from "../../events/event.ts";
import { commands } from "./commands.ts";
import { count, listing } from "./lists.ts";

interface Said {
  readonly message: string;
  readonly fix: string;
}

export function testingSentence(tester: string, target: TestedEnvironment): string {
  return `${tester} tests ${targetName(target)}`;
}

export function loadTitle(target: TestedEnvironment): string {
  return `Load test of ${targetName(target)}`;
}

/** "development", "the rehearsal of development". */
export function targetName({
  environment,
  rehearsal,
}: Pick<TestedEnvironment, "environment" | "rehearsal">): string {
  return rehearsal ? `the rehearsal of ${environment}` : environment;
}

export function startingTargetSentence(environment: string): string {
  return `no environment runs: starting a rehearsal of ${environment} to test, on ports that are free`;
}

export function targetGoneSentence(environment: string): string {
  return `took the rehearsal of ${environment} down again`;
}

export function targetStaysSentence(environment: string): string {
  return `the rehearsal of ${environment} could not be removed; \`${commands.down({ environment, rehearsal: true })}\``;
}

/** `result`: of the start that was to be tested. */
export function targetFailedSentence(
  result: Pick<Result, "environment" | "message" | "fix" | "services">,
): Said {
  const failed = result.services.filter(({ state }) => state === "failed");
  const what = failed.map(({ name, reason }) => `${name} ${reason ?? "failed"}`);
  const why = result.message || listing(what, 3) || "a prerequisite is missing";
  const again = commands.up({ environment: result.environment, rehearsal: true });
  return {
    message: `the rehearsal of ${result.environment}, which was to be tested, did not come up: ${why}`,
    fix: result.fix || `see for yourself: \`${again}\``,
  };
}

export function notRunningSentence(environment: string): Said {
  const target = { environment, rehearsal: false };
  const rehearsed = commands.up({ environment, rehearsal: true });
  return {
    message: `${environment} does not run, so there is nothing to test`,
    fix: `start it first: \`${commands.up(target)}\`, or rehearse it: \`${rehearsed}\``,
  };
}

export function testsNothingSentence(request: {
  readonly environment: string;
  readonly rehearse: boolean;
}): Said {
  return request.rehearse
    ? {
        message: "--against and --serve mean nothing in a rehearsal: its stand-ins test nothing",
        fix: "leave --rehearse out; a rehearsed target is tested for real",
      }
    : {
        message: `${request.environment} tests no other environment: --against and --serve mean nothing there`,
        fix: "leave them out, or declare `tests:` in stack.yaml",
      };
}

export function lackingSentence(tester: string, target: TestedEnvironment, files: readonly string[]): Said {
  const { environment } = target;
  return {
    message: `${tester} needs secrets of ${environment} that are not there: ${listing(files, 3)}`,
    fix: `\`stack secrets generate ${environment}\`, then \`${commands.up(target)}\``,
  };
}

export function notWritableSentence(results: string, reason: string): Said {
  return { message: `${results} cannot be written: ${reason}`, fix: `ls -ld ${results}` };
}

export function noResultsSentence(environment: string, results: string): Said {
  return {
    message: `${environment} ended without results in ${results}: its tests could not be run`,
    fix: `\`stack logs ${environment}\``,
  };
}

export function noAllureSentence(results: string): string {
  return `no report for people was made: install the package (npm install --save-dev allure@3), or: npx allure@3 generate ${results}/allure-results`;
}

export function servedSentence(environment: string, urls: readonly string[]): string {
  return `the report is at ${listing(urls)} until \`${commands.down({ environment, rehearsal: false })}\``;
}

export function notServedSentence(environment: string): string {
  return `the report's server could not be started; \`stack logs ${environment}\``;
}

export function nothingServesSentence(environment: string): string {
  return `nothing in ${environment} serves a report: --serve is left out`;
}

/** "11 tests passed, 13 skipped". */
export function testCounts({ passed, failed, skipped, load }: NonNullable<Result["tests"]>): string {
  // of a load test the thresholds are counted too
  const noun = load === undefined ? "test" : "check";
  const parts = [
    failed > 0 ? `${count(failed, noun)} failed` : "",
    passed > 0 || failed === 0 ? `${failed > 0 ? passed : count(passed, noun)} passed` : "",
    skipped > 0 ? `${skipped} skipped` : "",
  ];
  return listingOf(parts);
}

function listingOf(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}
