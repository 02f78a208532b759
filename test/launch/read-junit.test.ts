import fc from "fast-check";
import { expect, test } from "vitest";
import { readJunit } from "../../src/launch/read-junit.ts";

const head = '<?xml version="1.0" encoding="UTF-8"?>';

test("counts what the smoke tests write, and says what failed and why", () => {
  const xml = `${head}
<testsuite name="smoke development" tests="3" failures="1" errors="0" skipped="1">
  <testcase classname="development.postgres" name="accepts connections" time="0.201"></testcase>
  <testcase classname="development.vllm" name="is &quot;closed&quot;" time="0.1"><failure message="GET http://vllm:8000/ answered 200, not 401: &lt;html&gt;"/></testcase>
  <testcase classname="development.nginx" name="passes on" time="0"><skipped message="a stand-in runs here"/></testcase>
</testsuite>`;
  expect(readJunit(xml)).toEqual({
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

test("counts cases, not what the head says, over all suites", () => {
  const xml = `${head}<testsuites tests="99"><testsuite><testcase name='a'/></testsuite><testsuite><testcase name='b'><error message='no'>trace</error></testcase></testsuite></testsuites>`;
  expect(readJunit(xml)).toMatchObject({ passed: 1, failed: 1, failures: [{ name: "b", reason: "no" }] });
});

test("output of a test that looks like XML is not taken for a verdict", () => {
  const xml = `${head}<testsuite><testcase name="a > b"><system-out><![CDATA[<failure message="no"/></testcase>]]></system-out></testcase><!-- <testcase/> --></testsuite>`;
  expect(readJunit(xml)).toMatchObject({ passed: 1, failed: 0, skipped: 0 });
});

test("what is no JUnit has no counts", () => {
  expect(readJunit("<html></html>")).toBeUndefined();
  expect(readJunit("")).toBeUndefined();
});

const text = fc.string({ unit: "grapheme-ascii" });

test("every case is counted once, whatever its name and its reason are", () => {
  const one = fc.record({
    name: text,
    reason: text,
    verdict: fc.constantFrom("passed", "failed", "skipped"),
  });
  fc.assert(
    fc.property(fc.array(one), (cases) => {
      const body = cases.map(({ name, reason, verdict }) => {
        const open = `<testcase classname="c" name="${escaped(name)}">`;
        const said = `message="${escaped(reason)}"`;
        const inner =
          { passed: "", failed: `<failure ${said}/>`, skipped: `<skipped ${said}/>` }[verdict] ?? "";
        return `${open}${inner}</testcase>`;
      });
      const counts = readJunit(`${head}<testsuite>${body.join("\n")}</testsuite>`);
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
