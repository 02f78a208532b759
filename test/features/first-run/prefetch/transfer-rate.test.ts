import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transferOf, withSample } from "../../../../src/features/first-run/prefetch/transfer-rate.ts";
import type { TransferSample } from "../../../../src/features/first-run/prefetch/transfer-rate.ts";

const mebibyte = 1_024 ** 2;

function sampled(all: readonly TransferSample[]): readonly TransferSample[] {
  return all.reduce<readonly TransferSample[]>(withSample, []);
}

describe("the rate of a transfer", () => {
  it("is not known from one look", () => {
    expect(transferOf([], 9)).toEqual({ bytesPerSecond: undefined, etaMs: undefined });
    expect(transferOf([{ atMs: 5, bytes: 3 }], 9)).toEqual({ bytesPerSecond: undefined, etaMs: undefined });
  });

  it("does not count what was there before, but does for the time that is left", () => {
    const samples = sampled([
      { atMs: 0, bytes: 600 * mebibyte },
      { atMs: 2_000, bytes: 620 * mebibyte },
    ]);
    expect(transferOf(samples, 1_000 * mebibyte)).toEqual({ bytesPerSecond: 10 * mebibyte, etaMs: 38_000 });
  });

  it("has no time left to tell where the total is not known, or nothing moves", () => {
    const still = [
      { atMs: 0, bytes: 7 },
      { atMs: 1_000, bytes: 7 },
    ];
    expect(transferOf(still, 9)).toEqual({ bytesPerSecond: 0, etaMs: undefined });
    expect(transferOf(still, undefined)).toEqual({ bytesPerSecond: 0, etaMs: undefined });
  });

  it("begins when something comes, not while what fetches is still starting", () => {
    const samples = sampled([
      { atMs: 0, bytes: 0 },
      { atMs: 9_000, bytes: 0 },
      { atMs: 10_000, bytes: 50 },
    ]);
    expect(transferOf(samples, 100)).toEqual({ bytesPerSecond: 50, etaMs: 1_000 });
  });

  it("follows a connection that slows down, and forgets how fast it was before", () => {
    const fast = Array.from({ length: 60 }, (_, second) => ({ atMs: second * 1_000, bytes: second * 100 }));
    const slow = Array.from({ length: 30 }, (_, second) => ({
      atMs: (60 + second) * 1_000,
      bytes: 5_900 + second * 10,
    }));
    const samples = sampled([...fast, ...slow]);
    expect(transferOf(samples, undefined).bytesPerSecond).toBe(10);
    expect(samples.length).toBeLessThanOrEqual(21);
  });

  it("is exact at a steady pace, wherever it began and however often it is looked at", () => {
    const pace = fc.record({
      start: fc.nat(1e9),
      perSecond: fc.integer({ min: 1, max: 1e6 }),
      gaps: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 }),
      more: fc.integer({ min: 0, max: 1e6 }),
    });
    fc.assert(
      fc.property(pace, ({ start, perSecond, gaps, more }) => {
        let second = 0;
        const looks = [0, ...gaps].map((gap) => {
          second += gap;
          return { atMs: second * 1_000, bytes: start + second * perSecond };
        });
        const total = start + (second + more) * perSecond;
        const { bytesPerSecond, etaMs } = transferOf(sampled(looks), total);
        expect(bytesPerSecond).toBeCloseTo(perSecond, 6);
        expect(etaMs).toBeCloseTo(more * 1_000, 0);
      }),
    );
  });

  it("never tells a negative rate, or a negative time, whatever is seen", () => {
    const looks = fc.array(fc.record({ gap: fc.nat(50_000), bytes: fc.nat(1e9) }), { maxLength: 30 });
    fc.assert(
      fc.property(looks, fc.option(fc.nat(1e9), { nil: undefined }), (all, total) => {
        let atMs = 0;
        const samples = sampled(all.map(({ gap, bytes }) => ({ atMs: (atMs += gap), bytes })));
        const { bytesPerSecond = 0, etaMs = 0 } = transferOf(samples, total);
        expect(bytesPerSecond).toBeGreaterThanOrEqual(0);
        expect(etaMs).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
