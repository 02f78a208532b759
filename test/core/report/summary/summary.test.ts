import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Happening, Result } from "../../../../src/core/events/event.ts";
import { follow, untold, type Story } from "../../../../src/core/report/run/story.ts";
import { headline, summary } from "../../../../src/core/report/summary/summary.ts";
import { unicodeSymbols } from "../../../../src/core/report/text/symbols.ts";
import { textWidth } from "../../../../src/core/report/text/width.ts";
import { anyEvents, anyResult } from "../any-events.ts";
import { at, plan, result, serviceResult } from "../events.ts";
import { textOf } from "../text-of.ts";

function storyOf(last: Result, ...before: readonly Happening[]): Story {
  return [...before, last].reduce((story, happening) => follow(story, at(happening), 0), untold);
}

function shown(last: Result, ...before: readonly Happening[]): readonly string[] {
  return textOf(summary(storyOf(last, ...before), { width: 80, symbols: unicodeSymbols }));
}

describe("summary", () => {
  it("has each service, the secrets' place, where the time went, and what to type next", () => {
    const services = [
      serviceResult({ name: "postgres", readyMs: 1_400 }),
      serviceResult({ name: "openwebui", readyMs: 12_100, url: "http://localhost:3030" }),
    ];
    const criticalPath = ["openwebui"];
    expect(shown(result({ services, criticalPath, secretsAt: [".env.development", "secrets/"] }))).toEqual([
      "",
      "✔ development is up: 2 services in 31.2 s",
      "",
      "  service    state  url                      time",
      "✔ postgres   ready                          1.4 s",
      "✔ openwebui  ready  http://localhost:3030  12.1 s",
      "",
      "secrets      .env.development and secrets/",
      "time         ready in 31.2 s; critical path openwebui 30.9 s; 0.3 s lost",
      "",
      "look         stack status development",
      "follow logs  stack logs development -f",
      "stop         stack down development",
    ]);
  });

  it("names what is unproven as unproven, never as ready", () => {
    const services = [serviceResult({ name: "exporter", state: "unproven", readyMs: null })];
    const lines = shown(result({ services }));
    expect(lines).toContain("? exporter  unproven");
    expect(lines.join("\n")).toContain(
      "exporter runs, but no health check, probe or port says that it works",
    );
    expect(lines[1]).toContain("1 of them unproven");
  });

  it("tells what cannot be proven from what was not waited for", () => {
    const reason = "is still starting: its health check has not answered yet";
    const services = [
      serviceResult({ name: "exporter", state: "unproven", readyMs: null }),
      serviceResult({ name: "vllm", state: "unproven", readyMs: null, reason }),
    ];
    const lines = shown(result({ ok: false, exitCode: 130, services }));
    expect(lines).toContain("? exporter runs, but no health check, probe or port says that it works");
    expect(lines).toContain(`? vllm ${reason}`);
  });

  it("says of a second up that it was running already, and was proven again", () => {
    const kept: Happening = { type: "service-kept", service: "postgres" };
    const lines = shown(result({ totalMs: 600 }), plan("postgres"), kept);
    expect(lines[1]).toBe("✔ development is already running, proven again in 0.6 s");
    expect(lines).toContain("time         proven again in 0.6 s");
  });

  it("gives no time to what ran already, since nothing of it was started", () => {
    const kept: Happening = { type: "service-kept", service: "postgres" };
    const services = [serviceResult({ name: "postgres" }), serviceResult({ name: "redis", readyMs: 900 })];
    const lines = shown(result({ services }), plan("postgres", "redis"), kept);
    expect(lines).toContain("✔ postgres  ready         was running");
    expect(lines).toContain("✔ redis     ready  0.9 s");
  });

  it("lists what a rehearsal leaves out, a line each, and counts what would be too much", () => {
    const dropped = Array.from({ length: 9 }, (_, index) => `service-${index}: GPU`);
    const lines = shown(result({ rehearsal: true, dropped }));
    expect(lines.filter((line) => line.startsWith("    service-"))).toHaveLength(6);
    expect(lines).toContain("    and 3 more (all of them with --json)");
  });

  it("says of a rehearsal that it is one, what was left out and what was not judged", () => {
    const skipped: Happening = {
      type: "finding",
      finding: { id: "gpu", status: "skip", title: "GPU", detail: "", fix: "", data: {} },
    };
    const text = shown(result({ rehearsal: true, dropped: ["GPUs of vllm"] }), skipped).join("\n");
    expect(text).toContain("the rehearsal of development is up");
    expect(text).toContain("stand-ins took the place of the images");
    expect(text).toContain("GPUs of vllm");
    expect(text).toContain("1 check not judged: GPU");
    expect(text).toContain("stack down development --rehearse");
  });

  it("does not show a URL of what is not there", () => {
    const services = [
      serviceResult({ name: "n8n", state: "failed", url: "http://localhost:5678", readyMs: null }),
    ];
    expect(shown(result({ ok: false, exitCode: 4, services })).join("\n")).not.toContain("5678");
  });

  it("has nothing to say of a run that came to no services", () => {
    expect(shown(result({ ok: false, exitCode: 3, services: [] }))).toEqual([]);
  });

  it("keeps to the width, but for words that have no place to break", () => {
    fc.assert(
      fc.property(anyEvents, anyResult, fc.integer({ min: 60, max: 120 }), (events, last, width) => {
        const story = [...events, at(last)].reduce((before, event) => follow(before, event, 0), untold);
        const tooWide = textOf(summary(story, { width, symbols: unicodeSymbols })).filter(
          (line) => textWidth(line) > width && line.trim().includes(" "),
        );
        expect(tooWide.filter((line) => !hasOneLongWord(line, width))).toEqual([]);
      }),
    );
  });
});

describe("headline", () => {
  it("is for runs that went well; the others have said it among their problems", () => {
    const look = { width: 80, symbols: unicodeSymbols };
    expect(headline(storyOf(result()), look)).toHaveLength(1);
    expect(headline(storyOf(result({ ok: false, exitCode: 4 })), look)).toEqual([]);
  });
});

function hasOneLongWord(line: string, width: number): boolean {
  return line.split(" ").some((word) => textWidth(word) > width - 20);
}
