import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Happening } from "../../../../src/core/events/event.ts";
import { liveRenderer } from "../../../../src/core/report/live/live.ts";
import { anyEvents, anyResult } from "../any-events.ts";
import { at, plan, result } from "../events.ts";
import { fakeAudience, type Setting } from "../fake-audience.ts";
import { screenAfter } from "./fake-screen.ts";

const run: Happening = { type: "run-started", environment: "development", project: "p", rehearsal: false };
const started: Happening = { type: "service-started", service: "postgres", replica: 1 };

function begin(setting: Setting = {}, verbose = false) {
  const audience = fakeAudience(setting);
  const renderer = liveRenderer({ world: audience, verbose, noColor: true });
  const tell = (...happenings: readonly Happening[]): void => {
    for (const happening of happenings) renderer.handle(at(happening));
  };
  const screen = () => screenAfter(audience.written.err, audience.terminal.columns());
  return { audience, renderer, tell, screen };
}

describe("liveRenderer", () => {
  it("shows nothing before there is something to show", async () => {
    const { audience, renderer } = begin();
    await audience.pass(1_000);
    renderer.finish();
    expect(audience.written.err).toBe("");
  });

  it("goes on counting while nothing happens, ten times a second at most", async () => {
    const { audience, tell, screen } = begin();
    tell(run, plan("postgres"), started);
    for (let count = 0; count < 500; count += 1) {
      tell({ type: "service-phase", service: "postgres", phase: `recovering, ${count} %` });
      await audience.pass(4);
    }
    expect(audience.written.errWrites).toBeLessThanOrEqual(21);
    expect(screen().lines.at(-1)).toMatch(/postgres {2}starting {6}2\.0 s {2}recovering, 49\d %/);
  });

  it("leaves the last view on the screen and the cursor visible when it is cut short", async () => {
    const { audience, renderer, tell, screen } = begin();
    tell(run, plan("postgres"), started);
    await audience.pass(1_000);
    renderer.finish();
    renderer.finish();
    expect(screen()).toEqual({
      lines: ["development · 0 of 1 · 1.0 s", "● postgres  starting      1.0 s"],
      cursorIsShown: true,
    });
  });

  it("gives way to the summary, which has a line for every service", async () => {
    const { audience, tell, screen } = begin();
    tell(run, { type: "step-finished", step: "preflight", durationMs: 300 }, plan("postgres"), started);
    await audience.pass(1_000);
    tell(result());
    expect(screen()).toEqual({ lines: ["✔ preflight      0.3 s  0 checks passed"], cursorIsShown: true });
    expect(audience.written.out).toContain("✔ postgres  ready");
  });

  it("stays on the screen where the summary goes elsewhere", async () => {
    const { audience, tell, screen } = begin({ outIsTerminal: false });
    tell(run, plan("postgres"), started);
    await audience.pass(1_000);
    tell(result());
    expect(screen().lines).toContain("● postgres  starting      1.0 s");
  });

  it("keeps notices above the view", async () => {
    const { audience, tell, screen } = begin();
    tell(run, plan("postgres"));
    await audience.pass(200);
    tell({ type: "notice", text: "Ctrl-C once more to leave" });
    await audience.pass(200);
    expect(screen().lines[0]).toContain("Ctrl-C once more to leave");
    expect(screen().lines.at(-1)).toContain("planned");
  });

  it("tells every change above the view with --verbose", async () => {
    const { audience, tell, screen } = begin({}, true);
    tell(run, plan("postgres"), started);
    await audience.pass(200);
    expect(screen().lines).toContain("[       0 ms] ● postgres: started");
  });

  it("steps aside for a question, and shows afterwards what happened meanwhile", async () => {
    const { audience, renderer, tell, screen } = begin();
    tell(run, plan("postgres"));
    await audience.pass(200);
    const answer = renderer.aside(async () => {
      audience.terminal.err("go on? ");
      await audience.pass(1_000);
      tell({ type: "notice", text: "heard while asking" });
      audience.terminal.err("yes\n");
      return "yes";
    });
    expect(await answer).toBe("yes");
    await audience.pass(200);
    expect(screen().lines).toEqual([
      "go on? yes",
      expect.stringContaining("heard while asking"),
      "development · 0 of 1 · 1.4 s",
      "○ postgres  planned",
    ]);
  });

  it("follows the terminal when it is resized", async () => {
    const { audience, tell } = begin({ columns: 100 });
    tell(run, plan("a-service-with-a-very-long-name-indeed"));
    await audience.pass(200);
    audience.resize(30, 10);
    const before = audience.written.err.length;
    await audience.pass(200);
    const repainted = audience.written.err.slice(before).split("\n").slice(0, -1);
    expect(repainted.at(-1)).toContain("…");
  });

  it("survives any run, and always gives the cursor back", async () => {
    await fc.assert(
      fc.asyncProperty(anyEvents, fc.option(anyResult), async (events, last) => {
        const { audience, renderer, screen } = begin({ columns: 200 });
        for (const event of events) {
          renderer.handle(event);
          await audience.pass(70);
        }
        if (last !== null) renderer.handle(at(last));
        renderer.finish();
        expect(screen().cursorIsShown).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
