import type { Result, ServiceResult } from "../../events/event.ts";
import type { Finding } from "../../preflight/check.ts";
import { cleanLines } from "../clean.ts";
import { escapeXml } from "../text/escape-xml.ts";

/** What a CI server shows of one check or one service. */
interface Case {
  readonly name: string;
  readonly timeMs: number;
  readonly verdict:
    | { readonly kind: "passed" }
    | { readonly kind: "skipped"; readonly message: string }
    | { readonly kind: "failed"; readonly message: string; readonly text: string };
}

/** `stack doctor --junit`: a case a finding. */
export function junitOfFindings(
  findings: readonly Finding[],
  environment: string,
  durationMs: number,
): string {
  return junit(`stack doctor ${environment}`.trim(), findings.map(caseOfFinding), durationMs);
}

/** `stack up --junit`: a case a service; what blocked the start, where it did not come to services. */
export function junitOfResult(result: Result, findings: readonly Finding[]): string {
  const failed = findings.filter(({ status }) => status === "fail").map(caseOfFinding);
  const cases = [...failed, ...result.services.map(caseOfService)];
  const isTold = result.ok || cases.some(({ verdict }) => verdict.kind === "failed");
  const whole = isTold ? [] : [wholeRun(result)];
  return junit(`stack up ${result.environment}`, [...cases, ...whole], result.totalMs);
}

function caseOfFinding({ id, status, title, detail, fix }: Finding): Case {
  const message = [title, detail].filter((part) => part !== "").join(": ");
  const name = `${id} ${title}`;
  switch (status) {
    case "pass":
    case "warn":
      return { name, timeMs: 0, verdict: { kind: "passed" } };
    case "skip":
      return { name, timeMs: 0, verdict: { kind: "skipped", message } };
    case "fail":
      return { name, timeMs: 0, verdict: { kind: "failed", message, text: fix } };
  }
}

function caseOfService(service: ServiceResult): Case {
  const { name, state, readyMs, reason, fix, logTail } = service;
  const message = reason ?? state;
  const base = { name, timeMs: readyMs ?? 0 };
  switch (state) {
    case "ready":
    case "completed":
    case "unproven":
      return { ...base, verdict: { kind: "passed" } };
    case "starting":
    case "skipped":
      return { ...base, verdict: { kind: "skipped", message } };
    case "degraded":
    case "failed":
      return { ...base, verdict: { kind: "failed", message, text: [...logTail, fix].join("\n") } };
  }
}

function wholeRun({ message, fix, totalMs }: Result): Case {
  return { name: "the run", timeMs: totalMs, verdict: { kind: "failed", message, text: fix } };
}

function junit(suite: string, cases: readonly Case[], durationMs: number): string {
  const number = (kind: Case["verdict"]["kind"]): number =>
    cases.filter(({ verdict }) => verdict.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${number("failed")}" errors="0" skipped="${number("skipped")}"`;
  const open = `<testsuite name="${escapeXml(suite)}" ${counts} time="${seconds(durationMs)}">`;
  const body = cases.map((one) => caseXml(one, suite));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    open,
    ...body,
    "</testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseXml({ name, timeMs, verdict }: Case, suite: string): string {
  const open = `<testcase classname="${escapeXml(suite)}" name="${escapeXml(name)}" time="${seconds(timeMs)}"`;
  switch (verdict.kind) {
    case "passed":
      return `${open}/>`;
    case "skipped":
      return `${open}><skipped message="${oneLine(verdict.message)}"/></testcase>`;
    case "failed": {
      const text = escapeXml(cleanLines(verdict.text).join("\n"));
      return `${open}><failure message="${oneLine(verdict.message)}">${text}</failure></testcase>`;
    }
  }
}

function oneLine(text: string): string {
  return escapeXml(cleanLines(text).join(" "));
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
