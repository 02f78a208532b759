import { describe, expect, it } from "vitest";
import type { Happening } from "../../../../src/core/events/event.ts";
import { modelProgress } from "../../../../src/core/report/words/model.ts";
import { plainRenderer } from "../../../../src/core/report/plain.ts";
import { at } from "../events.ts";
import { fakeAudience } from "../fake-audience.ts";

const gib = 1024 ** 3;
const fetching = {
  kind: "fetching",
  currentBytes: 3.1 * gib,
  totalBytes: 9.3 * gib,
  bytesPerSecond: 52_400_000,
  etaMs: 127_000,
  elapsedMs: 0,
} as const;

describe("how far a model is", () => {
  it("is bytes of the total, their share, the rate and the time that is left", () => {
    expect(modelProgress(fetching)).toBe("3.1 GiB of 9.3 GiB, 33 %, 52.4 MB/s, about 2 min left");
  });

  it("is bytes and rate where the hub does not tell the total", () => {
    const unknown = { ...fetching, totalBytes: undefined, etaMs: undefined };
    expect(modelProgress(unknown)).toBe("3.1 GiB, 52.4 MB/s");
  });

  it("is the bytes alone at the first look", () => {
    const first = { ...fetching, bytesPerSecond: undefined, etaMs: undefined };
    expect(modelProgress(first)).toBe("3.1 GiB of 9.3 GiB, 33 %");
  });

  it("has nothing left when all has come and is only being checked", () => {
    const all = { ...fetching, currentBytes: fetching.totalBytes, etaMs: 0 };
    expect(modelProgress(all)).toBe("9.3 GiB of 9.3 GiB, 100 %, 52.4 MB/s");
  });

  it("is a line every ten seconds where lines scroll, however often it is told", () => {
    const audience = fakeAudience({ errIsTerminal: false, outIsTerminal: false });
    const renderer = plainRenderer({ world: audience, verbose: false, noColor: true });
    for (let second = 0; second <= 60; second += 1) {
      const progress: Happening = {
        type: "model-progress",
        model: "a/b",
        usedBy: "vllm",
        currentBytes: second * 1_024,
        elapsedMs: second * 1_000 + 40,
      };
      renderer.handle(at(progress));
    }
    renderer.handle(at({ type: "model-fetched", model: "a/b", usedBy: "vllm", durationMs: 61_000 }));
    const lines = audience.written.err.trimEnd().split("\n");
    expect(lines).toHaveLength(8);
    expect(lines.at(-1)).toContain("a/b: fetched in 1 min 01 s");
  });
});
