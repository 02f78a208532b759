import type { TestFailure } from "./test-report.ts";

export interface JunitCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
}

/**
 * Counts the test cases of a JUnit file one by one: the totals in its head are written differently by every tool.
 * Undefined when it is no JUnit.
 */
export function readJunit(xml: string): JunitCounts | undefined {
  const bare = xml.replaceAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/gu, "");
  if (!/<testsuites?[\s>/]/u.test(bare)) return undefined;
  const cases = [...bare.matchAll(caseElement)].map(([, attributes = "", body = ""]) =>
    verdictOf(attributes, body),
  );
  const failures = cases.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const skipped = cases.filter((one) => one.skipped).length;
  return { passed: cases.length - failures.length - skipped, failed: failures.length, skipped, failures };
}

/** Values may hold a `>`; what stands between quotes is passed over whole. */
const inTag = String.raw`((?:[^<>"']|"[^"]*"|'[^']*')*?)`;
const caseElement = new RegExp(String.raw`<testcase(?=[\s/>])${inTag}(?:/>|>([\s\S]*?)</testcase\s*>)`, "gu");
const failureElement = new RegExp(String.raw`<(?:failure|error)(?=[\s/>])${inTag}/?>`, "u");

function verdictOf(
  attributes: string,
  body: string,
): { readonly skipped: boolean; readonly failure: TestFailure | undefined } {
  const failure = failureElement.exec(body);
  if (failure === null) return { skipped: /<skipped(?=[\s/>])/u.test(body), failure: undefined };
  const name = [attribute(attributes, "classname"), attribute(attributes, "name")].filter(
    (word) => word !== "",
  );
  return {
    skipped: false,
    failure: { name: name.join(": "), reason: attribute(failure[1] ?? "", "message") },
  };
}

function attribute(attributes: string, name: string): string {
  const found = new RegExp(String.raw`(?:^|\s)${name}\s*=\s*(?:"([^"]*)"|'([^']*)')`, "u").exec(attributes);
  return unescaped(found?.[1] ?? found?.[2] ?? "");
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescaped(text: string): string {
  return text.replaceAll(
    /&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|quot|apos|amp));/gu,
    (whole, decimal, hex, name) =>
      typeof name === "string" ? (entities[name] ?? whole) : characterOf(decimal, hex),
  );
}

function characterOf(decimal: unknown, hex: unknown): string {
  const code = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(decimal);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : "";
}
