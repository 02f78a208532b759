import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Happening, Result } from "../../../src/core/events/event.ts";
import { problems } from "../../../src/core/report/problems.ts";
import { follow, untold } from "../../../src/core/report/run/story.ts";
import { unicodeSymbols } from "../../../src/core/report/text/symbols.ts";
import { anyEvents, anyResult } from "./any-events.ts";
import { at, result, serviceResult } from "./events.ts";
import { textOf } from "./text-of.ts";

const escape = String.fromCharCode(27);

function shown(last: Result, before: readonly Happening[] = [], choice = { verbose: false, quiet: false }) {
  const story = [...before, last].reduce((told, happening) => follow(told, at(happening), 0), untold);
  return textOf(problems(story, { width: 80, symbols: unicodeSymbols }, choice));
}

const crashed = serviceResult({
  name: "postgres",
  state: "failed",
  readyMs: null,
  reason: "keeps crashing: restarted 3 times",
  fix: "read its log: `stack logs development postgres`",
  logTail: ["LOG: starting", `${escape}[31mFATAL${escape}[0m: wrong owner`],
  blocks: ["litellm", "n8n"],
});
const failed = result({
  ok: false,
  exitCode: 4,
  message: "development did not come up: postgres failed",
  services: [crashed, serviceResult({ name: "litellm", state: "skipped" })],
});

describe("problems", () => {
  it("names the cause with its reason, the end of its log once, what waits for it, and the next command", () => {
    expect(shown(failed)).toEqual([
      "",
      "✖ development did not come up: postgres failed",
      "",
      "✖ postgres keeps crashing: restarted 3 times",
      "  │ LOG: starting",
      "  │ FATAL: wrong owner",
      "  2 services wait for it: litellm and n8n",
      "  ▸ read its log: stack logs development postgres",
    ]);
  });

  it("does not count a service that was skipped for another as a problem of its own", () => {
    expect(shown(failed).filter((line) => line.includes("✖ litellm"))).toEqual([]);
  });

  it("wraps a long log line instead of clipping it: the reason tends to stand at its end", () => {
    const logTail = [`2026-11-21 10:02:11.342 UTC [1] FATAL: ${"x".repeat(60)} wrong ownership`];
    const lines = shown(result({ ...failed, services: [{ ...crashed, logTail }] }));
    expect(
      lines
        .filter((line) => line.startsWith("  │"))
        .map((line) => line.slice(4))
        .join(""),
    ).toBe(logTail[0]);
  });

  it("shows the last lines of a long log, and all of them with --verbose", () => {
    const logTail = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const long = result({ ...failed, services: [{ ...crashed, logTail }] });
    const bars = (lines: readonly string[]): number => lines.filter((line) => line.startsWith("  │")).length;
    expect(bars(shown(long))).toBe(12);
    expect(shown(long)).toContain("  │ line 29");
    expect(bars(shown(long, [], { verbose: true, quiet: false }))).toBe(30);
  });

  it("explains a failure in its own words where the launch has said no more than what it was", () => {
    const settled: Happening = {
      type: "service-settled",
      service: "postgres",
      state: "failed",
      readyMs: undefined,
      restarts: 0,
      reason: { kind: "exited", exitCode: 127 },
      detail: "",
    };
    const bare = result({ ...failed, services: [{ ...crashed, reason: null, fix: "" }] });
    const text = shown(bare, [settled]).join("\n");
    expect(text).toContain("postgres exited with code 127 (its command was not found)");
    expect(text).toContain("stack logs development postgres --tail 100");
  });

  it("shows the findings that blocked a start", () => {
    const finding: Happening = {
      type: "finding",
      finding: {
        id: "port.in-use",
        status: "fail",
        title: "port 5432 is in use",
        detail: "postgresql listens on it",
        fix: "stop it: `systemctl stop postgresql`",
        data: {},
      },
    };
    const blocked = result({ ok: false, exitCode: 3, services: [], message: "development was not started" });
    expect(shown(blocked, [finding])).toEqual([
      "",
      "✖ development was not started",
      "",
      "✖ port 5432 is in use  port.in-use",
      "  postgresql listens on it",
      "  ▸ stop it: systemctl stop postgresql",
    ]);
  });

  it("keeps several problems on lines of their own", () => {
    const message = "2 problems:\n  stack.yaml:3: unknown key (remove it)\n  .env:1: no value (give it one)";
    expect(shown(result({ ok: false, exitCode: 2, services: [], message }))).toEqual([
      "",
      "✖ 2 problems:",
      "  stack.yaml:3: unknown key (remove it)",
      "  .env:1: no value (give it one)",
    ]);
  });

  it("repeats warnings, unless only problems are wanted", () => {
    const warned = result({ warnings: ["port.in-use was ignored"] });
    expect(shown(warned)).toEqual(["", "! port.in-use was ignored"]);
    expect(shown(warned, [], { verbose: false, quiet: true })).toEqual([]);
  });

  it("says nothing of a run without any", () => {
    expect(shown(result())).toEqual([]);
  });

  it("has a sentence for every exit code, also where the run gives none", () => {
    const codes = [1, 2, 3, 4, 5, 6, 7, 8, 130, 143];
    const heads = codes.map((exitCode) => shown(result({ ok: false, exitCode }))[1]);
    expect(new Set(heads).size).toBe(codes.length);
    expect(heads.every((head) => head?.includes("development"))).toBe(true);
  });

  it("names the services that an exit code is about", () => {
    const bare = { ok: false, message: "" };
    expect(shown(result({ ...failed, ...bare }))[1]).toBe("✖ development did not come up: postgres");
    const services = [serviceResult({ name: "n8n", state: "degraded", reason: "is unhealthy" })];
    expect(shown(result({ ...bare, exitCode: 6, services })).slice(1, 4)).toEqual([
      "! development is up, but degraded: n8n",
      "",
      "! n8n is unhealthy",
    ]);
  });

  it("takes any run", () => {
    fc.assert(
      fc.property(anyEvents, anyResult, (events, last) => {
        const story = [...events, at(last)].reduce((told, event) => follow(told, event, 0), untold);
        const lines = textOf(
          problems(story, { width: 60, symbols: unicodeSymbols }, { verbose: false, quiet: false }),
        );
        expect(lines.join("")).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
