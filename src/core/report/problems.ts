import type { Result, ServiceResult } from "../events/event.ts";
import { failedFindings } from "./findings.ts";
import type { Story } from "./run/story.ts";
import { problemLines, marked, nextStep } from "./text/complaint.ts";
import type { Style } from "./text/style.ts";
import type { Mark } from "./text/mark.ts";
import { spaced } from "./text/spaced.ts";
import { span } from "./text/span.ts";
import type { Line } from "./text/span.ts";
import { chop } from "./text/width.ts";
import { wrapIndented } from "./text/wrap.ts";
import { ending } from "./words/ending.ts";
import { describeFailure } from "./words/failure.ts";
import { count, listing } from "./words/lists.ts";

interface ProblemsChoice {
  readonly verbose: boolean;
  readonly quiet: boolean;
}

/** What went wrong, causes before consequences; no lines at all when nothing did. */
export function problems(story: Story, style: Style, { verbose, quiet }: ProblemsChoice): readonly Line[] {
  const { result } = story;
  if (result === undefined) return [];
  const blocks = [
    result.ok ? [] : problemLines({ message: ending(result, story), fix: "" }, style, headMark(result)),
    isBlocked(result) ? failedFindings(story.findings, style, verbose) : [],
    ...(result.exitCode === 7 && result.tests !== undefined
      ? [failedTests(result.tests, style)]
      : result.services.filter(isProblem).map((service) => problem(service, { story, style, verbose }))),
    quiet ? [] : result.warnings.flatMap((warning) => marked("warning", warning, style)),
    result.fix === "" ? [] : marked("next", result.fix, style),
  ];
  return spaced(blocks);
}

/** The runner did its work: what it found is the problem, not its exit code. */
function failedTests({ failures }: NonNullable<Result["tests"]>, style: Style): readonly Line[] {
  return failures.flatMap(({ name, reason }) =>
    marked("failed", reason === "" ? name : `${name}: ${reason}`, style),
  );
}

function headMark({ exitCode }: Result): Mark {
  return exitCode === 6 ? "warning" : "failed";
}

function isBlocked({ exitCode }: Result): boolean {
  return exitCode === 3;
}

function isProblem({ state }: ServiceResult): boolean {
  return state === "failed" || state === "degraded";
}

interface Setting {
  readonly story: Story;
  readonly style: Style;
  readonly verbose: boolean;
}

function problem(service: ServiceResult, { story, style, verbose }: Setting): readonly Line[] {
  const { what, fix } = explained(service, story);
  const tail = service.logTail.length > 0 ? service.logTail : (story.logTails.get(service.name) ?? []);
  return [
    ...marked(service.state === "failed" ? "failed" : "warning", `${service.name} ${what}`, style),
    ...logTail(tail, style, verbose),
    ...inset(waiting(service.blocks), style),
    ...(fix === "" ? [] : nextStep(fix, style)),
  ];
}

/** The launcher's own words where it gave some; else what the reason comes to. */
function explained({ name, reason, fix }: ServiceResult, story: Story): { what: string; fix: string } {
  const stage = story.services.get(name)?.stage;
  if (stage?.kind === "settled" && stage.reason !== undefined) {
    const told = describeFailure(stage.reason, name, story.result ?? story);
    return { what: told.what, fix: fix === "" ? told.fix : fix };
  }
  return { what: reason ?? "is not ready", fix };
}

function waiting(blocks: readonly string[]): string {
  if (blocks.length === 0) return "";
  return `${count(blocks.length, "service waits", "services wait")} for it: ${listing(blocks, 8)}`;
}

function inset(text: string, style: Style): readonly Line[] {
  return text === "" ? [] : wrapIndented(text, style.width, [span("  ")]);
}

const mostLines = 12;
/** Of one line of the log: a stack trace in JSON would push the cause off the screen. */
const mostRows = 4;

/** The last lines of a service's log, set off by a bar; all that came only where details are wanted. */
function logTail(lines: readonly string[], style: Style, verbose: boolean): readonly Line[] {
  const shown = verbose ? lines : lines.slice(-mostLines);
  return shown.flatMap((text) => rows(text, style, verbose ? Number.POSITIVE_INFINITY : mostRows));
}

/** Not clipped: the reason tends to stand at the end of the line. */
function rows(text: string, { width, symbols }: Style, most: number): readonly Line[] {
  const bar = span(`  ${symbols.pipe} `, "dim");
  const all = chop(span(text).text, Math.max(10, width - 4));
  const kept = all.slice(0, most).map((part) => [bar, span(part)]);
  return all.length > most ? [...kept, [bar, span(symbols.ellipsis, "dim")]] : kept;
}
