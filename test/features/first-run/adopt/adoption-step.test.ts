import { describe, expect, it } from "vitest";
import { lackingRoom } from "../../../../src/features/first-run/adopt/adoption-step.ts";

const gibibyte = 1024 ** 3;

describe("the room for what is to be copied", () => {
  it("lacks when not all of it fits with a gibibyte to spare", () => {
    const copies = [{ sizeBytes: 3 * gibibyte }, { sizeBytes: undefined }, { sizeBytes: gibibyte }];
    const wantedBytes = 5 * gibibyte;
    expect(lackingRoom({ copies, freeBytes: wantedBytes })).toBeUndefined();
    const freeBytes = wantedBytes - 1;
    expect(lackingRoom({ copies, freeBytes })).toEqual({ freeBytes, wantedBytes });
  });

  it("does not where nothing is copied, or the engine is another machine's", () => {
    expect(lackingRoom({ copies: [], freeBytes: 0 })).toBeUndefined();
    expect(lackingRoom({ copies: [{ sizeBytes: gibibyte }], freeBytes: undefined })).toBeUndefined();
  });
});
