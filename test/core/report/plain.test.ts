import { describe, expect, it } from "vitest";
import type { Happening } from "../../../src/core/events/event.ts";
import { plainRenderer } from "../../../src/core/report/plain.ts";
import { at, plan, result } from "./events.ts";
import { fakeAudience } from "./fake-audience.ts";

const run: Happening = { type: "run-started", environment: "development", project: "p", rehearsal: false };

function begin(verbose = false) {
  const audience = fakeAudience({ errIsTerminal: false, outIsTerminal: false });
  const renderer = plainRenderer({ world: audience, verbose, noColor: true });
  const tell = (...happenings: readonly Happening[]): void => {
    for (const happening of happenings) renderer.handle(at(happening));
  };
  const lines = (): readonly string[] => audience.written.err.trimEnd().split("\n");
  return { audience, renderer, tell, lines };
}

describe("plainRenderer", () => {
  it("writes a line a change, with the time since the run began", async () => {
    const { audience, tell, lines } = begin();
    await audience.pass(5_000);
    tell(run, plan("postgres"));
    await audience.pass(2_600);
    tell(
      { type: "service-started", service: "postgres", replica: 1 },
      { type: "service-proven", service: "postgres", readyMs: 1_400, proof: "its health check answered" },
    );
    expect(lines()).toEqual([
      "[       0 ms] ▸ development: project p",
      "[       0 ms] ▸ 1 service: 1 to create",
      "[      2.6 s] ● postgres: started",
      "[      2.6 s] ✔ postgres: proven after 1.4 s (its health check answered)",
    ]);
  });

  it("does not count progress as change", () => {
    const { tell, lines } = begin();
    tell(run, plan("vllm"));
    for (const percent of [1, 2, 3]) {
      tell(
        { type: "service-phase", service: "vllm", phase: `loading weights, ${percent} %` },
        { type: "image-progress", image: "a:1", phase: "downloading", currentBytes: percent, totalBytes: 9 },
      );
    }
    tell({ type: "service-phase", service: "vllm", phase: "compiling" });
    expect(
      lines()
        .slice(2)
        .map((line) => line.slice(16)),
    ).toEqual(["vllm: loading weights, 1 %", "a:1: downloading", "vllm: compiling"]);
  });

  it("says every 30 s of silence what is awaited", async () => {
    const { audience, renderer, tell, lines } = begin();
    tell(run, plan("vllm", "litellm"), { type: "service-started", service: "vllm", replica: 1 });
    tell({ type: "service-waiting", service: "litellm", for: ["vllm"] });
    tell({ type: "service-phase", service: "vllm", phase: "loading weights" });
    await audience.pass(95_000);
    renderer.finish();
    await audience.pass(95_000);
    const beats = lines().filter((line) => line.includes("still waiting"));
    expect(beats).toHaveLength(3);
    expect(beats[0]).toBe(
      "[     30.0 s] ○ still waiting for vllm (loading weights; 30.0 s); 1 service not started yet",
    );
  });

  it("is silent after a silence in which nothing is under way", async () => {
    const { audience, renderer } = begin();
    await audience.pass(95_000);
    renderer.finish();
    expect(audience.written.err).toBe("");
  });

  it("tells details only when asked", () => {
    const created: Happening = { type: "service-created", service: "postgres" };
    const [brief, verbose] = [begin(), begin(true)];
    brief.tell(created);
    verbose.tell(created);
    expect(brief.audience.written.err).toBe("");
    expect(verbose.lines()).toEqual(["[       0 ms] ○ postgres: created"]);
  });

  it("ends with the summary, and has no heart to beat after it", async () => {
    const { audience, tell, lines } = begin();
    tell(run, plan("vllm"), { type: "service-started", service: "vllm", replica: 1 }, result());
    const before = lines().length;
    await audience.pass(95_000);
    expect(lines()).toHaveLength(before);
    expect(audience.written.out).toContain("development is up");
  });
});
