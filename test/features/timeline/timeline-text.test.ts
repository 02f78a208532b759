import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timelineFrom } from "../../../src/core/journal/timeline-from.ts";
import type { ServiceTimeline, Timeline } from "../../../src/core/journal/timeline-from.ts";
import { asciiSymbols, unicodeSymbols } from "../../../src/core/report/text/symbols.ts";
import { timelineHtml } from "../../../src/features/timeline/timeline-html.ts";
import { timelineText } from "../../../src/features/timeline/timeline-text.ts";
import { ticks } from "../../../src/features/timeline/timeline-ticks.ts";
import { textWidth } from "../../../src/core/report/text/width.ts";
import { anyEvents } from "../../core/report/any-events.ts";
import { textOf } from "../../core/report/text-of.ts";

const service = (name: string, more: Partial<ServiceTimeline> = {}): ServiceTimeline => ({
  name,
  createdMs: 0,
  startedMs: 0,
  firstProbeMs: 100,
  readyMs: 10_000,
  state: "ready",
  waitedFor: [],
  phases: [],
  ...more,
});
const timeline: Timeline = {
  environment: "development",
  rehearsal: false,
  startedAt: "2026-11-21T10:00:00.000Z",
  totalMs: 20_000,
  criticalPath: ["db", "web"],
  criticalMs: 19_800,
  lostMs: 200,
  services: [
    service("never", { createdMs: null, startedMs: null, readyMs: null, state: "skipped" }),
    service("web", { startedMs: 10_000, readyMs: 20_000, waitedFor: ["db"] }),
    service("db"),
    service("job", { startedMs: 10_000, readyMs: null, state: "failed" }),
  ],
};

describe("timelineText", () => {
  it("draws a bar a service on one scale, in the order of their starts, and marks the critical path", () => {
    expect(textOf(timelineText(timeline, { width: 60, symbols: asciiSymbols }))).toEqual([
      "development  started 2026-11-21 10:00:00 UTC",
      "20.0 s; critical path db > web 19.8 s; 0.2 s lost",
      "",
      "       0                   10.0 s        20.0 s",
      `>db    ${"#".repeat(20)}${" ".repeat(20)}     10.0 s`,
      `>web   ${".".repeat(20)}${"#".repeat(20)}     10.0 s`,
      ` job   ${".".repeat(20)}${"#".repeat(20)}     failed`,
      ` never ${" ".repeat(40)}    skipped`,
      "",
      ". waiting   # starting   > critical path",
      "failed: job",
    ]);
  });

  it("draws any run within the width, every row as wide as the others", () => {
    fc.assert(
      fc.property(anyEvents, fc.integer({ min: 30, max: 200 }), (events, width) => {
        const lines = textOf(timelineText(timelineFrom(events), { width, symbols: unicodeSymbols }));
        expect(lines.filter((line) => textWidth(line) > width)).toEqual([]);
      }),
    );
  });
});

describe("timelineHtml", () => {
  it("needs nothing from outside and runs no script", () => {
    const html = timelineHtml(timeline);
    expect(html).not.toMatch(/https?:|<script|<link|src=|url\(/);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("prefers-color-scheme: dark");
  });

  it("has for every service when it was created, started, first probed and proven, and for whom it waited", () => {
    const html = timelineHtml(timeline);
    expect(html.match(/class="row[ "]/g)).toHaveLength(5);
    expect(html).toContain("<dt>waited for</dt><dd>db</dd>");
    expect(html).toContain("<dt>first probe</dt><dd>at 0.1 s</dd>");
    expect(html).toContain("<dt>proven</dt><dd>at 20.0 s</dd>");
  });

  it("cannot be broken out of by a name", () => {
    const html = timelineHtml({ ...timeline, services: [service("<script>alert(1)</script>")] });
    expect(html).not.toContain("<script>");
  });
});

describe("ticks", () => {
  it("are round moments, ten at most, within the run", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (totalMs) => {
        const all = ticks(totalMs);
        expect(all.length).toBeLessThanOrEqual(10);
        expect(all.filter((ms) => ms <= 0 || ms > totalMs)).toEqual([]);
      }),
    );
  });

  it("stand where a person would put them", () => {
    expect(ticks(31_200)).toEqual([5_000, 10_000, 15_000, 20_000, 25_000, 30_000]);
    expect(ticks(650)).toEqual([100, 200, 300, 400, 500, 600]);
    expect(ticks(0)).toEqual([]);
  });
});
