import * as z from "zod";
import type { TestFailure } from "../../core/events/event.ts";

export interface JunitCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
}

/**
 * Counts the test cases of a JUnit file one by one: the totals in its head are written differently by every tool. A file
 * that cannot be read to its end counts as a failure, whatever its tests say. Undefined when it is no JUnit.
 */
export async function readJunit(xml: string, file: string): Promise<JunitCounts | undefined> {
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  const cases = casesOf(() => new XMLParser(parsing).parse(xml));
  if (cases === "none" || (cases === "broken" && !openingTag.test(xml))) return undefined;
  const read = cases === "broken" ? [] : cases;
  const isWhole = cases !== "broken" && (closingTag.test(xml) || XMLValidator.validate(xml) === true);
  const failures = read.flatMap((one) => failureOf(one) ?? []);
  const skipped = read.filter((one) => one.skipped.length > 0 && failureOf(one) === undefined).length;
  const brokenOff = isWhole
    ? []
    : [{ name: file, reason: "it cannot be read to its end: tests may be missing" }];
  return {
    passed: read.length - failures.length - skipped,
    failed: failures.length + brokenOff.length,
    skipped,
    failures: [...failures, ...brokenOff],
  };
}

const openingTag = /<(?:\w+:)?testsuites?[\s>]/u;
const closingTag = /<\/(?:\w+:)?testsuites?\s*>\s*$/u;
const lists = new Set(["testsuites", "testsuite", "testcase", "failure", "error", "skipped"]);

/** What a test printed is passed over as it stands: it may look like a verdict. */
const parsing = {
  ignoreAttributes: false,
  attributesGroupName: "attributes",
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  removeNSPrefix: true,
  htmlEntities: true,
  stopNodes: ["..system-out", "..system-err"],
  isArray: (name: string): boolean => lists.has(name),
};

function casesOf(parse: () => unknown): readonly TestCase[] | "broken" | "none" {
  try {
    const roots = documentSchema.parse(parse());
    const suites = [...roots.testsuites, ...roots.testsuite];
    return suites.length === 0 ? "none" : suites.flatMap(casesIn);
  } catch {
    return "broken";
  }
}

function casesIn({ testcase, testsuite }: Suite): readonly TestCase[] {
  return [...testcase, ...testsuite.flatMap(casesIn)];
}

function failureOf({ attributes, failure, error }: TestCase): TestFailure | undefined {
  const [first] = [...failure, ...error];
  if (first === undefined) return undefined;
  const name = [attributes.classname, attributes.name].filter((word) => word !== "");
  const said = first["#text"].trim().split("\n")[0] ?? "";
  return { name: name.join(": "), reason: first.attributes.message ?? said };
}

/** The parser gives a mere text for an element without attributes and children. */
const element = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((read) => (typeof read === "string" ? { "#text": read } : read), z.object(shape));

const verdictSchema = element({
  attributes: z.object({ message: z.string().optional() }).default({}),
  "#text": z.string().default(""),
});

const caseSchema = element({
  attributes: z
    .object({ classname: z.string().default(""), name: z.string().default("") })
    .default({ classname: "", name: "" }),
  failure: z.array(verdictSchema).default([]),
  error: z.array(verdictSchema).default([]),
  skipped: z.array(z.unknown()).default([]),
});

type TestCase = z.infer<typeof caseSchema>;

interface Suite {
  readonly testsuite: readonly Suite[];
  readonly testcase: readonly TestCase[];
}

const suiteSchema: z.ZodType<Suite> = z.lazy(() =>
  element({ testsuite: z.array(suiteSchema).default([]), testcase: z.array(caseSchema).default([]) }),
);

const documentSchema = z.object({
  testsuites: z.array(suiteSchema).default([]),
  testsuite: z.array(suiteSchema).default([]),
});
