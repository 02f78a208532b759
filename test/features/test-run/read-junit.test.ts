import fc from "fast-check";
import { expect, test } from "vitest";
import { readJunit as readFrom } from "../../../src/features/test-run/read-junit.ts";

const readJunit = (xml: string) => readFrom(xml, "smoke.xml");

const head = '<?xml version="1.0" encoding="UTF-8"?>';

test("counts what the smoke tests write, and says what failed and why", async () => {
  const xml = `${head}
<testsuite name="smoke development" tests="3" failures="1" errors="0" skipped="1">
  <testcase classname="development.postgres" name="accepts connections" time="0.201"></testcase>
  <testcase classname="development.vllm" name="is &quot;closed&quot;" time="0.1"><failure message="GET http://vllm:8000/ answered 200, not 401: &lt;html&gt;"/></testcase>
  <testcase classname="development.nginx" name="passes on" time="0"><skipped message="a stand-in runs here"/></testcase>
</testsuite>`;
  expect(await readJunit(xml)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: [
      {
        name: 'development.vllm: is "closed"',
        reason: "GET http://vllm:8000/ answered 200, not 401: <html>",
      },
    ],
  });
});

test("counts cases, not what the head says, over all suites", async () => {
  const xml = `${head}<testsuites tests="99"><testsuite><testcase name='a'/></testsuite><testsuite><testcase name='b'><error message='no'>trace</error></testcase></testsuite></testsuites>`;
  expect(await readJunit(xml)).toMatchObject({
    passed: 1,
    failed: 1,
    failures: [{ name: "b", reason: "no" }],
  });
});

test("output of a test that looks like XML is not taken for a verdict", async () => {
  const xml = `${head}<testsuite><testcase name="a > b"><system-out><![CDATA[<failure message="no"/></testcase>]]></system-out></testcase><!-- <testcase/> --></testsuite>`;
  expect(await readJunit(xml)).toMatchObject({ passed: 1, failed: 0, skipped: 0 });
});

test("what is no JUnit has no counts", async () => {
  expect(await readJunit("<html></html>")).toBeUndefined();
  expect(await readJunit("")).toBeUndefined();
});

test("suites may stand in suites, and names in a namespace", async () => {
  const nested = `${head}<testsuites><testsuite><testsuite><testcase name="a"/></testsuite><testcase/></testsuite></testsuites>`;
  expect(await readJunit(nested)).toMatchObject({ passed: 2, failed: 0 });
  const named = `<j:testsuite xmlns:j="urn:j"><j:testcase name="a"><j:failure message="no"/></j:testcase></j:testsuite>`;
  expect(await readJunit(named)).toMatchObject({ passed: 0, failed: 1 });
});

test("a reason stands in the attribute, or else in the text", async () => {
  const xml = `<testsuite><testcase name="a"><failure>
    expected 1&#10;got 2</failure></testcase><testcase name="b"><error type="E">gone</error></testcase></testsuite>`;
  expect((await readJunit(xml))?.failures).toEqual([
    { name: "a", reason: "expected 1" },
    { name: "b", reason: "gone" },
  ]);
});

const whole = `${head}<testsuite name="s"><testcase name="one"/><testcase name="two"><failure message="a &gt; b"/></testcase></testsuite>`;

test("a file that breaks off anywhere has failed, whatever its tests say", async () => {
  const begun = whole.indexOf("<testcase");
  for (let length = begun; length < whole.length; length += 1) {
    const counts = await readJunit(whole.slice(0, length));
    expect(counts?.failures.at(-1), whole.slice(0, length)).toMatchObject({ name: "smoke.xml" });
    expect(counts?.failed).toBe(counts?.failures.length);
  }
  expect(await readJunit(whole)).toMatchObject({ passed: 1, failed: 1 });
  expect(await readJunit(`${whole}\n`)).toMatchObject({ passed: 1, failed: 1 });
});

test("what a tool writes a little wrong, but whole, is counted all the same, if it can be read", async () => {
  const xml = `<testsuite><testcase name="a" name="b"/><testcase name="c"/></testsuite>`;
  expect(await readJunit(xml)).toMatchObject({ passed: 2, failed: 0 });
  const unread = `<testsuite><testcase name="c"><system-out>1 < 2 & 3</system-out></testcase></testsuite>`;
  expect(await readJunit(unread)).toMatchObject({ passed: 0, failed: 1 });
});

const text = fc.string({ unit: "grapheme-ascii" });

test("every case is counted once, whatever its name and its reason are", async () => {
  const one = fc.record({
    name: text,
    reason: text,
    verdict: fc.constantFrom("passed", "failed", "skipped"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(one), async (cases) => {
      const body = cases.map(({ name, reason, verdict }) => {
        const open = `<testcase classname="c" name="${escaped(name)}">`;
        const said = `message="${escaped(reason)}"`;
        const inner =
          { passed: "", failed: `<failure ${said}/>`, skipped: `<skipped ${said}/>` }[verdict] ?? "";
        return `${open}${inner}</testcase>`;
      });
      const counts = await readJunit(`${head}<testsuite>${body.join("\n")}</testsuite>`);
      const number = (verdict: string): number => cases.filter((each) => each.verdict === verdict).length;
      expect(counts).toEqual({
        passed: number("passed"),
        failed: number("failed"),
        skipped: number("skipped"),
        failures: cases
          .filter(({ verdict }) => verdict === "failed")
          .map(({ name, reason }) => ({ name: name === "" ? "c" : `c: ${name}`, reason })),
      });
    }),
  );
});

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
