import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Happening } from "../../../../src/core/events/event.ts";
import { liveView } from "../../../../src/core/report/live/live-view.ts";
import { follow, untold, type Story } from "../../../../src/core/report/run/story.ts";
import { asciiSymbols, unicodeSymbols } from "../../../../src/core/report/text/symbols.ts";
import { lineWidth } from "../../../../src/core/report/text/width.ts";
import { anyEvents, anyResult } from "../any-events.ts";
import { at, plan } from "../events.ts";

const run: Happening = {
  type: "run-started",
  environment: "development",
  project: "multimodal-development",
  rehearsal: false,
};

/** The story of happenings told at the times they are listed with. */
function story(...told: readonly (readonly [number, Happening])[]): Story {
  return told.reduce((before, [ms, happening]) => follow(before, at(happening), ms), untold);
}

function view(of: Story, nowMs: number, width = 80, rows = 24): readonly string[] {
  return liveView(of, nowMs, { width, rows, symbols: unicodeSymbols }).map((line) =>
    line
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );
}

describe("liveView", () => {
  it("has a line a service, with its state, its time and what it waits for", () => {
    const told = story(
      [0, run],
      [100, plan("postgres", "vllm", "litellm")],
      [200, { type: "service-waiting", service: "litellm", for: ["postgres", "vllm"] }],
      [300, { type: "service-started", service: "postgres", replica: 1 }],
      [300, { type: "service-started", service: "vllm", replica: 1 }],
      [400, { type: "service-awaiting", service: "postgres", what: "its health check" }],
      [2_300, { type: "service-phase", service: "vllm", phase: "loading weights, 43 %", etaMs: 20_000 }],
    );
    expect(view(told, 12_700)).toEqual([
      "development · 0 of 3 · 12.7 s",
      "● postgres  starting     12.4 s  awaiting its health check",
      "● vllm      starting     12.4 s  loading weights, 43 %, about 10 s left",
      "○ litellm   waiting              for postgres and vllm",
    ]);
  });

  it("says that a start takes longer than usual once its estimate has run out", () => {
    const phase = { type: "service-phase", service: "vllm", phase: "compiling", etaMs: 5_000 } as const;
    expect(view(story([0, run], [0, plan("vllm")], [0, phase]), 6_000).at(-1)).toContain(
      "compiling, longer than usual",
    );
  });

  it("tells what was proven from what stayed up, and shows the time that the service itself took", () => {
    const proven = { type: "service-proven", service: "redis", readyMs: 900, proof: "port 6379" } as const;
    const settled = {
      type: "service-settled",
      service: "redis",
      state: "ready",
      readyMs: 900,
      restarts: 0,
      reason: undefined,
      detail: "",
    } as const;
    const before = story([0, run], [0, plan("redis")], [5_000, proven]);
    expect(view(before, 9_000).at(-1)).toBe("● redis  proven        0.9 s  answers; must stay up a moment");
    const after = follow(before, at(settled), 9_000);
    expect(view(after, 9_000).at(-1)).toBe("✔ redis  ready         0.9 s");
    const late = follow(after, at(proven), 9_100);
    expect(view(late, 9_100).at(-1)).toBe("✔ redis  ready         0.9 s");
  });

  it("shows images on their way with their bytes, and counts them when they are there", () => {
    const pulling = story(
      [0, run],
      [0, { type: "step-started", step: "images" }],
      [
        1,
        {
          type: "image-progress",
          image: "a:1",
          phase: "downloading",
          currentBytes: 2 ** 28,
          totalBytes: 2 ** 30,
        },
      ],
      [2, { type: "image-pulled", image: "b:2", durationMs: 900 }],
    );
    expect(view(pulling, 100)).toEqual([
      "development · 0.1 s",
      "● images         0.1 s",
      "    a:1  downloading 256 MiB of 1.0 GiB, 25 %",
    ]);
    const done = follow(pulling, at({ type: "step-finished", step: "images", durationMs: 1_000 }), 1_000);
    expect(view(done, 1_000)[1]).toBe("✔ images         1.0 s  1 of 2 pulled");
  });

  it("ends the step of the secrets with what it came to", () => {
    const told = story(
      [0, run],
      [100, { type: "step-started", step: "secrets" }],
      [300, { type: "secrets-completed", generated: ["A", "B"], envFile: ".env.development" }],
    );
    expect(view(told, 9_000)[1]).toBe("✔ secrets        0.2 s  2 generated in .env.development");
  });

  it("puts what failed and what is awaited before the rest where there are more services than rows", () => {
    const names = Array.from({ length: 40 }, (_, index) => `service-${index}`);
    const failed = {
      type: "service-settled",
      service: "service-39",
      state: "failed",
      readyMs: undefined,
      restarts: 0,
      reason: { kind: "exited", exitCode: 1 },
      detail: "",
    } as const;
    const told = story(
      [0, run],
      [0, plan(...names)],
      [0, { type: "service-started", service: "service-30", replica: 1 }],
      [0, failed],
    );
    const lines = view(told, 1_000, 80, 8);
    expect(lines).toHaveLength(8);
    expect(lines.at(-2)).toContain("service-39");
    expect(lines.at(-3)).toContain("service-30");
    expect(lines.at(-1)).toBe("  and 34 planned");
  });

  it.each([20, 60, 100])(
    "uses nothing but ASCII where a terminal of %i columns has nothing else",
    (width) => {
      const told = story(
        [0, run],
        [0, plan("postgres", "a-service-with-a-very-long-name-indeed")],
        [
          0,
          {
            type: "image-progress",
            image: "i".repeat(90),
            phase: "downloading",
            currentBytes: 1,
            totalBytes: 9,
          },
        ],
        [0, { type: "model-progress", model: "m".repeat(90), usedBy: "vllm", currentBytes: 1, elapsedMs: 0 }],
        [0, { type: "service-started", service: "postgres", replica: 1 }],
      );
      const lines = liveView(told, 1_000, { width, rows: 20, symbols: asciiSymbols });
      expect(lines.flatMap((line) => line.map(({ text }) => text)).join("")).toMatch(/^[ -~]+$/);
    },
  );

  it("takes any events in any order, and is never wider or higher than the terminal", () => {
    const size = fc.record({
      width: fc.integer({ min: 20, max: 200 }),
      rows: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(anyEvents, fc.option(anyResult), size, (events, result, { width, rows }) => {
        const all = result === null ? events : [...events, at(result)];
        const told = all.reduce((before, event, index) => follow(before, event, index * 700), untold);
        const lines = liveView(told, 60_000, { width, rows, symbols: unicodeSymbols });
        expect(lines.length).toBeLessThanOrEqual(rows);
        expect(lines.filter((line) => lineWidth(line) > width)).toEqual([]);
        expect(lines.flatMap((line) => line.map(({ text }) => text)).join("")).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
