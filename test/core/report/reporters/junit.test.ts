import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeXml } from "../../../../src/core/report/text/escape-xml.ts";
import { junitOfFindings, junitOfResult } from "../../../../src/core/report/reporters/junit.ts";
import { anyResult } from "../any-events.ts";
import { result, serviceResult } from "../events.ts";
import { xmlComplaint } from "../../../e2e/xml-complaint.ts";

const finding = { id: "port.in-use", title: "port 80", detail: "taken", fix: "free it", data: {} };

describe("junitOfResult", () => {
  const services = [
    serviceResult({ name: "postgres", readyMs: 1_400 }),
    serviceResult({
      name: "n8n",
      state: "failed",
      readyMs: null,
      reason: 'said "<no>" & died',
      logTail: ["a < b"],
    }),
    serviceResult({ name: "nginx", state: "skipped", readyMs: null, reason: "it needs n8n" }),
  ];

  it("has a case a service: passed, failed with its log, skipped with its reason", () => {
    const xml = junitOfResult(result({ ok: false, exitCode: 4, services }), []);
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1" time="31.200"');
    expect(xml).toContain('name="postgres" time="1.400"/>');
    expect(xml).toContain('<failure message="said &quot;&lt;no&gt;&quot; &amp; died">a &lt; b</failure>');
    expect(xml).toContain('<skipped message="it needs n8n"/>');
  });

  it("never passes for a run that failed", () => {
    const xml = junitOfResult(result({ ok: false, exitCode: 8, services: [], message: "locked" }), []);
    expect(xml).toContain('failures="1"');
    expect(xml).toContain('message="locked"');
  });

  it("names the check that blocked the start", () => {
    const xml = junitOfResult(result({ ok: false, exitCode: 3, services: [] }), [
      { ...finding, status: "fail" },
    ]);
    expect(xml).toContain('name="port.in-use port 80"');
    expect(xml).toContain('failures="1"');
  });

  it("is well-formed, whatever was logged", () => {
    fc.assert(
      fc.property(anyResult, (any) => {
        expect(xmlComplaint(junitOfResult(any, []))).toBeUndefined();
      }),
    );
  });
});

describe("junitOfFindings", () => {
  it("has a case a finding; a warning is no failure", () => {
    const xml = junitOfFindings(
      [
        { ...finding, status: "warn" },
        { ...finding, status: "fail" },
        { ...finding, status: "skip" },
      ],
      "development",
      184,
    );
    expect(xml).toContain(
      '<testsuite name="stack doctor development" tests="3" failures="1" errors="0" skipped="1"',
    );
    expect(xml).toContain('<failure message="port 80: taken">free it</failure>');
    expect(xmlComplaint(xml)).toBeUndefined();
  });
});

describe("escapeXml", () => {
  it("leaves out what XML cannot hold in any spelling", () => {
    expect(escapeXml(`a${String.fromCharCode(0, 27, 0xd800, 0xffff)}b`)).toBe("ab");
  });

  it("keeps everything else, wide characters and emoji included", () => {
    expect(escapeXml("日本 👩 é\n")).toBe("日本 👩 é\n");
  });
});
